import { z } from "zod";
import { filterInput } from "./filter.ts";
import { datasetName, functionName, rowKey } from "./names.ts";
import { estimate } from "./probes.ts";

/**
 * What is right: a label, or a filter. Rows of `among` (default: rows with any label for a label, all scored rows for a
 * filter) count; those that are right are positive, the others negative.
 */
export const truthInput = z.union([
  z.strictObject({ label: z.string().min(1), among: filterInput.optional() }),
  z.strictObject({ filter: filterInput, among: filterInput.optional() }),
]);
export type TruthInput = z.input<typeof truthInput>;

/** The same with its filters as texts. */
export const truth = z.object({
  label: z.string().nullable(),
  filter: z.string().nullable().describe("Where no label is given"),
  among: z.string().nullable(),
});
export type Truth = z.infer<typeof truth>;

export const evaluateRequest = z.strictObject({
  versions: z.array(z.number().int().min(1)).min(1).max(20).optional().describe("Default: the served one"),
  truth: truthInput.optional().describe("Default: the one the function is linked to"),
  threshold: z.number().min(0).max(1).optional().describe("Of the confusion; default: of each version its own"),
  includeAnchors: z.boolean().default(false).describe("Whether rows that are anchors of one of the versions count"),
  examples: z.number().int().min(0).max(200).default(24).describe("Worst rows named on each side"),
});
export type EvaluateRequest = z.input<typeof evaluateRequest>;

const figures = z.object({
  truePositives: z.number(),
  falsePositives: z.number(),
  falseNegatives: z.number(),
  trueNegatives: z.number(),
  precision: estimate.nullable().describe("With its 95 % interval (Wilson); null where nothing reaches the threshold"),
  recall: estimate.nullable(),
  f1: z.number().nullable(),
  averagePrecision: z.number().nullable().describe("null without positives"),
});
const example = z.object({ key: rowKey, score: z.number() });

/** How a version fared against a truth, on rows that are the same for all versions evaluated together. */
export const evaluation = z
  .object({
    id: z.number(),
    version: z.number(),
    parts: z
      .array(
        z.object({
          function: functionName.nullable().describe("null: it was deleted"),
          version: z.number().nullable(),
        }),
      )
      .describe("Of a combination: versions of its parts, and of theirs, that the scores were made of"),
    truth,
    threshold: z.number(),
    rows: z.number().describe("Rows that counted"),
    rowsId: z.string().describe("Equal for evaluations on the same rows with the same truth"),
    anchorsLeftOut: z.number(),
    unscored: z.number().describe("Rows that would count, but have no score in one of the versions"),
    figures,
    datasets: z.array(figures.extend({ dataset: datasetName })),
    curve: z
      .array(z.object({ threshold: z.number(), precision: z.number(), recall: z.number() }))
      .describe("Precision and recall from high threshold to low, at most 200 points; the figures are of all"),
    falsePositives: z.array(example).describe("Rows that reach the threshold and are not right, highest score first"),
    falseNegatives: z.array(example).describe("Rows that are right and do not reach it, lowest score first"),
    created: z.string(),
    by: z.string().nullable(),
  })
  .meta({ id: "Evaluation" });
export type Evaluation = z.infer<typeof evaluation>;
