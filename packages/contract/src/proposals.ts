import { z } from "zod";
import { functionName, rowKey, spaceName } from "./names.ts";
import { selection } from "./selection.ts";

export const proposeFunctionsRequest = z.strictObject({
  selection: selection.describe("Rows that have something in common that is to be found, such as errors of a model"),
  space: spaceName.optional().describe("Default: the suggested one that most of the rows have a vector in"),
  among: selection.optional().describe("Rows that they are set against; default: all others"),
  most: z.number().int().min(1).max(50).default(12).describe("Proposals"),
  smallest: z
    .number()
    .int()
    .min(2)
    .max(10_000)
    .default(5)
    .describe("Rows of the selection that a proposal has at least"),
  leastLift: z
    .number()
    .min(1)
    .max(1000)
    .default(2)
    .describe("Clusters that the rest fills nearly as densely are dropped"),
  seed: z.number().int().min(0).max(4_294_967_295).default(0),
});

export const functionProposal = z.object({
  name: functionName.describe("A free name, from words and labels that are frequent in it"),
  positives: z.array(rowKey).describe("Anchors: rows of the selection in the middle of the cluster, unlike each other"),
  negatives: z.array(rowKey).describe("Anchors: other rows at its edge"),
  examples: z.array(rowKey),
  rows: z.number().describe("Rows of the selection in it"),
  others: z.number().describe("Other rows in it"),
  lift: z
    .number()
    .describe("How much more frequent rows of the selection are in it than among all, anchors not counted"),
  threshold: z.number().describe("Score that separates the rows of the cluster from others best"),
});
export type FunctionProposal = z.infer<typeof functionProposal>;

export const functionProposals = z.object({
  space: spaceName,
  rows: z.number().describe("Rows of the selection with a vector in the space"),
  looked: z.number().describe("Of these, rows that clusters were sought among: at most 20,000, drawn at random"),
  highestLift: z
    .number()
    .describe("Lift of a cluster that no other row is in; where it is about the least, the selection is too large"),
  clusters: z.number(),
  dropped: z
    .object({
      tooSmall: z.number(),
      tooDense: z.number().describe("The rest of the catalog fills them nearly as densely"),
    })
    .describe("Clusters that made no proposal"),
  proposals: z.array(functionProposal).describe("Highest lift times size first"),
});
export type FunctionProposals = z.infer<typeof functionProposals>;
