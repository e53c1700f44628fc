import { z } from "zod";
import { anchorInput, combineMode } from "./anchors.ts";
import { filterInput } from "./filter.ts";
import { rowKey, spaceName } from "./names.ts";

export const similarRequest = z.strictObject({
  space: spaceName.optional().describe("Default: the suggested space that the anchors fit"),
  anchors: z.array(anchorInput).min(1).max(10_000),
  combine: combineMode.default("nearest"),
  negativeWeight: z.number().min(0).max(10).default(0.5),
  filter: filterInput.optional(),
  limit: z.number().int().min(1).max(1_000_000).default(20),
  includeAnchors: z.boolean().default(false),
});
export type SimilarRequest = z.input<typeof similarRequest>;

export const similarResponse = z.object({
  space: spaceName,
  total: z.number().describe("Rows that were ranked: those with a vector, under the filter"),
  scored: z
    .number()
    .describe("Rows whose float32 vector was read; bounds proved that none of the others is among the best"),
  results: z.array(
    z.object({ key: rowKey, score: z.number().describe("In [0, 1]; the formula is in the functions guide") }),
  ),
});
export type SimilarResponse = z.infer<typeof similarResponse>;
