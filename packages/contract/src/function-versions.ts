import { z } from "zod";
import { pictureHash } from "./anchors.ts";
import { combinationParameters } from "./combinations.ts";
import { truth } from "./evaluations.ts";
import { functionAnchor, functionKind, similarityParameters, versionNote } from "./functions.ts";
import { functionName, rowKey, spaceName } from "./names.ts";
import { estimate, probeParameters, probeReport } from "./probes.ts";
import { selection } from "./selection.ts";

/** One version of a function, newest first in lists. */
export const functionVersion = z
  .object({
    version: z.number(),
    kind: functionKind,
    space: spaceName.nullable(),
    state: z.enum(["scoring", "complete", "failed"]),
    isServed: z.boolean(),
    error: z.string().nullable(),
    positives: z.number(),
    negatives: z.number(),
    threshold: z.number().describe("Of the function while this was its newest version"),
    note: versionNote.nullable(),
    by: z.string().nullable(),
    created: z.string(),
    completed: z.string().nullable().describe("When every row had its score and it took over"),
    crossValidated: estimate.nullable().describe("Average precision out of fold, of a probe"),
    evaluated: z
      .object({
        averagePrecision: z.number().nullable(),
        precision: z.number().nullable(),
        recall: z.number().nullable(),
        rowsId: z.string(),
        isOutdated: z
          .boolean()
          .describe("Whether a part of the combination has another version since, or has scored more of its first one"),
      })
      .nullable()
      .describe("Its newest evaluation"),
  })
  .meta({ id: "FunctionVersion" });
export type FunctionVersionView = z.infer<typeof functionVersion>;

const change = z.object({ before: z.unknown(), after: z.unknown() });
export const versionDiff = z.object({
  from: z.number(),
  to: z.number(),
  added: z.array(functionAnchor),
  removed: z.array(functionAnchor),
  flipped: z.array(functionAnchor).describe("Anchors that changed their sign, as they are in `to`"),
  parameters: z.record(z.string(), change).describe("What else differs: kind, space, parameters, threshold, figures"),
  rows: z
    .object({ above: change, entering: z.number(), leaving: z.number() })
    .nullable()
    .describe("Rows across the threshold of each; null where a version cannot be scored any more"),
});
export type VersionDiff = z.infer<typeof versionDiff>;

export const rollBackRequest = z.strictObject({ version: z.number().int().min(1), note: versionNote.optional() });

/** Scores of any version, worked out anew where it does not serve any more. */
export const versionScoresRequest = z.strictObject({
  selection: selection.optional().describe("Default: every row"),
  limit: z.number().int().min(1).max(10_000).default(1000),
  after: z.string().optional().describe("`next` of the page before"),
});
export type VersionScoresRequest = z.output<typeof versionScoresRequest>;
export const versionScoresResponse = z.object({
  version: z.number(),
  scored: z.number().describe("Rows of the selection that have a score"),
  above: z.number().describe("Of these, those that reach the threshold of the version"),
  rows: z.array(z.object({ key: rowKey, score: z.number() })).describe("Highest score first"),
  next: z.string().nullable(),
});

export type VersionScoresResponse = z.infer<typeof versionScoresResponse>;

/** float32 values as base64, little-endian. */
const floats = z.base64().max(1_000_000);
const fileAnchor = functionAnchor.extend({
  key: rowKey.nullable().describe("Where it came from; a catalog need not have the row"),
  text: z.string().max(100_000).nullable(),
  picture: pictureHash.nullable(),
  by: z.string().max(200).nullable(),
  at: z.iso.datetime().nullable(),
  why: versionNote.nullable(),
  vector: floats.describe("Unit vector of dims float32"),
});

/** What a function is, without what it is called elsewhere: everything that its scores depend on. */
const definition = {
  name: functionName,
  kind: functionKind,
  version: z.number().int().min(1),
  space: z
    .strictObject({
      name: spaceName,
      dims: z.number().int().min(1).max(65_536),
      model: z.string().max(1000).nullable().describe("null for a space of your own vectors"),
      fingerprint: z
        .string()
        .max(1000)
        .describe("Of model, preprocessing and transform: equal where vectors mean the same"),
    })
    .nullable()
    .describe("null for a combination"),
  anchors: z.array(fileAnchor).max(10_000),
  parameters: similarityParameters.nullable().describe("Of the kind similarity"),
  probe: z
    .strictObject({
      parameters: probeParameters,
      weights: floats.describe("dims float32"),
      bias: z.number(),
      report: probeReport,
    })
    .nullable(),
  combination: combinationParameters.nullable().describe("Its parts by the names they have in `parts`"),
  threshold: z.number().min(0).max(1),
  truth: truth.nullable(),
  note: versionNote.nullable(),
};
export const functionPart = z.strictObject(definition);
export type FunctionPart = z.infer<typeof functionPart>;

const FORMAT_VERSION = 1;
const notAFunction = "this is no function: give a file that pomona function export wrote";

/** A function as a file: everything that scoring needs, and which model made the space it is of. */
export const functionFile = z.strictObject(
  {
    format: z.literal("pomona-function", notAFunction),
    formatVersion: z.literal(FORMAT_VERSION, {
      error: ({ input }) =>
        typeof input === "number" && input > FORMAT_VERSION
          ? `the file is of format ${input}, and this version of Pomona reads ${FORMAT_VERSION}: import it with a newer one, or export it with this one`
          : notAFunction,
    }),
    ...definition,
    exported: z.iso.datetime(),
    parts: z
      .array(functionPart)
      .max(200)
      .describe("Every function that a combination is made of, also those that its parts are made of; each once"),
  },
  { error: ({ code }) => (code === "invalid_type" ? notAFunction : undefined) },
);
export type FunctionFile = z.infer<typeof functionFile>;

export const importFunctionRequest = z.strictObject({
  file: functionFile,
  name: functionName.optional().describe("Default: as in the file"),
  space: spaceName.optional().describe("Default: the one with the same fingerprint; another model's is refused"),
});

/** How far arriving rows differ from what the function was made on. */
export const functionHealth = z.object({
  version: z.number().describe("The served one; the newest while none is"),
  arrived: z.number().describe("Rows scored that came after the version was made"),
  reference: z.number().describe("Rows from before that they are compared with, at most some thousands"),
  compared: z.number().describe("Of the rows that arrived, the newest, at most some thousands"),
  novelty: z
    .object({
      share: z
        .number()
        .describe("Share of the arriving rows that are further from anchors and background than nearly all rows were"),
      expected: z.number().describe("The same share among rows from before"),
      test: z.literal("Precedence test, one-sided").describe("Exact: the limit is a quantile of the rows from before"),
      pValue: z.number(),
      isFlagged: z.boolean(),
      examples: z.array(rowKey),
    })
    .nullable()
    .describe("null where too few rows arrived to tell, and for combinations"),
  shift: z
    .object({
      test: z.literal("Kolmogorov-Smirnov, two samples").describe("With the asymptotic p-value"),
      statistic: z.number(),
      pValue: z.number(),
      aboveBefore: z.number().describe("Share above the threshold"),
      aboveAfter: z.number(),
      isFlagged: z.boolean(),
    })
    .nullable(),
  reason: z.string().nullable().describe("Why nothing can be told yet"),
});
export type FunctionHealth = z.infer<typeof functionHealth>;

/** Whether either test says that arriving rows differ from what the function was made on. */
export const isDiffering = ({ novelty, shift }: Pick<FunctionHealth, "novelty" | "shift">): boolean =>
  novelty?.isFlagged === true || shift?.isFlagged === true;
