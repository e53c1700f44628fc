import { z } from "zod";
import { filterInput } from "./filter.ts";
import { rowKey } from "./names.ts";
import { sort } from "./rows.ts";

const keys = z.array(z.string()).max(100_000);

/** The rows from one to another in an order, both included, whatever lies between them when it is evaluated. */
export const rowRange = z.strictObject({
  filter: filterInput.optional().describe("Only rows that meet it"),
  sort: sort.optional().describe("The order; default: of arrival"),
  from: rowKey,
  to: rowKey,
});
export type RowRange = z.input<typeof rowRange>;

/** One change of a selection: adds rows, or takes them out; by their keys, as a range, or all that meet a filter. */
export const selectionStep = z.union([
  z.strictObject({ add: z.boolean(), keys }),
  z.strictObject({ add: z.boolean(), range: rowRange }),
  z.strictObject({ add: z.boolean(), filter: filterInput }),
]);
export type SelectionStep = z.input<typeof selectionStep>;

/**
 * A selection is a predicate, evaluated on the server: a filter plus explicit additions and exceptions, then further
 * steps, of which the last that speaks of a row counts.
 */
export const selection = z.strictObject({
  filter: filterInput.optional(),
  include: keys.default([]).describe("Keys added to what the filter selects"),
  exclude: keys.default([]).describe("Keys taken out again"),
  steps: z
    .array(selectionStep)
    .max(1000)
    .default([])
    .describe("Further changes, in order: ranges of rows, rows that meet a filter, and keys"),
});
export type Selection = z.input<typeof selection>;

export const countSelectionRequest = z.strictObject({
  selection,
  keys: keys.default([]).describe("Keys to tell of whether they are selected"),
  first: z.number().int().min(0).max(10_000).default(0).describe("Name so many of its rows, in order of arrival"),
});
export const countSelectionResponse = z.object({
  count: z.number().describe("Rows selected"),
  selected: z.array(rowKey).describe("Those of `keys` that are selected"),
  first: z.array(rowKey),
});

export const deleteRowsRequest = z.strictObject({
  selection,
  expect: z.number().int().describe("Row count the caller saw: refused when it differs"),
});
