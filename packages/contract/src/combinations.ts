import { z } from "zod";
import { functionName } from "./names.ts";

/**
 * Of the scores s of the parts: `and` their minimum, `or` their maximum, `not` 1 - s, `sum` their mean by weight, `product` their
 * product. A row has a score when all parts have one; of `or`, when any has.
 */
export const combinationOperator = z.enum(["and", "or", "not", "sum", "product"]);
export type CombinationOperator = z.infer<typeof combinationOperator>;

export const combinationParameters = z.strictObject({
  operator: combinationOperator,
  parts: z
    .array(
      z.strictObject({
        function: functionName,
        weight: z.number().positive().max(1000).default(1).describe("Of `sum` alone"),
      }),
    )
    .min(1)
    .max(50)
    .describe("Functions of any space and kind; `not` takes one, the others at least two"),
});
export type CombinationParameters = z.output<typeof combinationParameters>;

export const combinationDescription = z.object({
  operator: combinationOperator,
  parts: z.array(
    z.object({
      function: functionName.nullable().describe("null: it was deleted"),
      weight: z.number(),
      version: z.number().nullable().describe("Version whose scores serve"),
      state: z.enum(["scoring", "complete", "stale", "failed"]),
    }),
  ),
});
