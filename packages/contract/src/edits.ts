import { z } from "zod";
import { metadataValue } from "./fields.ts";
import { selection } from "./selection.ts";

const listed = z.array(z.string().min(1).max(1000)).max(1000);

/** How a list of a row (its labels or tags) changes: `set` replaces it, then `add` and `remove` apply, in that order. */
export const listChange = z.strictObject({
  set: listed.optional().describe("Replaces what is there"),
  add: listed.optional().describe("Added behind what is there, where it is missing"),
  remove: listed.optional(),
});
export type ListChange = z.infer<typeof listChange>;

/** One change made to many rows. What is not named stays as it is. */
export const bulkEdit = z.strictObject({
  labels: listChange.optional(),
  tags: listChange.optional(),
  metadata: z
    .record(z.string().min(1).max(200), metadataValue)
    .optional()
    .describe("Given fields are set; null removes the value; a new field gets the type of its value"),
});
export type BulkEdit = z.infer<typeof bulkEdit>;

export const startEditRequest = z.strictObject({
  selection,
  edit: bulkEdit,
  expect: z.number().int().optional().describe("Row count the caller saw: refused when it differs"),
});

/**
 * `editing` and `undoing`: its job waits or runs. `stopped`: a job was cancelled or failed, part of the rows is changed.
 * `edited`, `undone`: done for every row.
 */
const editState = z.enum(["editing", "edited", "stopped", "undoing", "undone"]);

/** Finished edits can be undone until this many newer ones were made … */
export const UNDOABLE_EDITS = 20;
/** … and for this many days. */
export const UNDOABLE_DAYS = 7;

/** A change of many rows, for as long as it can be undone. */
export const edit = z
  .object({
    id: z.number(),
    title: z.string().describe("What it does, in words"),
    edit: bulkEdit,
    state: editState,
    job: z.string().nullable().describe("Id of the job that works on it, while one does"),
    rows: z.number().describe("Rows that were selected when it was asked for"),
    changed: z.number().describe("Rows that differ from before because of it; the others were so already"),
    created: z.string(),
    undoUntil: z.string(),
  })
  .meta({ id: "Edit" });
export type Edit = z.infer<typeof edit>;

export const startedEdit = z.object({
  edit: z.number().describe("Id of the edit, which undoes it"),
  job: z.string().describe("Id of the job that does it"),
  rows: z.number(),
});

export const editJobOutput = z.object({
  edit: z.number(),
  changed: z.number().describe("Rows changed; of an undo, rows restored"),
  kept: z.number().describe("Of an undo: rows left as they are, as they were changed since; 0 of an edit"),
});
