import { z } from "zod";
import { filterInput } from "./filter.ts";
import { projectionName, sliceName } from "./names.ts";
import { mapColour } from "./projections.ts";

/** Characters of JSON that the look of a map may take. */
const VIEW_LIMIT = 4000;

/** How a map looked when a slice was saved; the server keeps it as it is. The filter of the slice has the regions. */
export const mapView = z
  .strictObject({
    projection: projectionName,
    version: z.number().int().min(1),
    camera: z
      .strictObject({ x: z.number(), y: z.number(), scale: z.number().positive() })
      .describe("Middle of what is seen in map units, and CSS pixels of a map unit"),
    colour: mapColour.optional().describe("Default: as the reader likes it"),
    isSplit: z.boolean().default(false).describe("With the rows beside it"),
  })
  .refine((view) => JSON.stringify(view).length <= VIEW_LIMIT, {
    message: `takes more than ${VIEW_LIMIT} characters as JSON`,
  });
export type MapView = z.output<typeof mapView>;

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
      .describe("Why the filter cannot be read any more: what it names was deleted, for example"),
    view: mapView.nullable().describe("How the map looked; null where none was saved"),
    reviewRows: z.number().describe("Rows on its review list, which automations add to"),
    created: z.string(),
    updated: z.string(),
  })
  .meta({ id: "Slice" });
export type Slice = z.infer<typeof slice>;

export const createSliceRequest = z.strictObject({
  name: sliceName,
  filter: filterInput,
  view: mapView.optional().describe("How a map looks, to open with the slice"),
});
export type CreateSliceRequest = z.input<typeof createSliceRequest>;

export const editSliceRequest = z.strictObject({
  name: sliceName.optional().describe("New name"),
  filter: filterInput.optional().describe("Replaces the filter"),
  view: mapView.nullable().optional().describe("Replaces how the map looks; null: none"),
});
export type EditSliceRequest = z.input<typeof editSliceRequest>;
