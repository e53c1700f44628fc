import { z } from "zod";
import { filterInput } from "./filter.ts";
import { sliceName } from "./names.ts";

/** A saved filter. Its rows are counted anew whenever it is asked for. */
export const slice = z
  .object({
    name: sliceName,
    filter: z.string().describe("In the text form; empty for every row"),
    rows: z.number().nullable().describe("Rows that pass the filter now; null where it cannot be read any more"),
    problem: z
      .object({
        code: z.string(),
        detail: z.string(),
        column: z.number().optional().describe("Where in the filter the trouble is, from 1"),
        length: z.number().optional(),
      })
      .nullable()
      .describe("Why the filter cannot be read any more: what it names was deleted or renamed, for example"),
    created: z.string(),
    updated: z.string(),
  })
  .meta({ id: "Slice" });
export type Slice = z.infer<typeof slice>;

export const createSliceRequest = z.strictObject({ name: sliceName, filter: filterInput });
export type CreateSliceRequest = z.input<typeof createSliceRequest>;

export const editSliceRequest = z.strictObject({
  name: sliceName.optional().describe("New name"),
  filter: filterInput.optional().describe("Replaces the filter"),
});
export type EditSliceRequest = z.input<typeof editSliceRequest>;
