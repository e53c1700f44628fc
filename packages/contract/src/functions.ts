import { z } from "zod";
import { anchorInput, anchorSign, combineMode } from "./anchors.ts";
import { combinationDescription, combinationParameters } from "./combinations.ts";
import { truth, truthInput } from "./evaluations.ts";
import { functionName, rowKey, spaceName } from "./names.ts";
import { probeChange, probeDescription, probeParameters } from "./probes.ts";

/**
 * `similarity`: likeness to anchors. `probe`: a linear model learned from anchors and random rows. `combination`: made of the
 * scores of other functions.
 */
export const functionKind = z.enum(["similarity", "probe", "combination"]);
export type FunctionKind = z.infer<typeof functionKind>;

/**
 * `stale`: scores serve that are not of what the function is now: its newest version failed while one before serves, or
 * a part of a combination is failed or stale. `failed`: no scores serve.
 */
const functionState = z.enum(["scoring", "complete", "stale", "failed"]);

/** Why a version was made, in words. */
export const versionNote = z.string().max(1000);

export const similarityParameters = z.strictObject({
  combine: combineMode.default("nearest"),
  negativeWeight: z.number().min(0).max(10).default(0.5).describe("How much likeness to a negative takes away"),
});

export const functionAnchor = z.object({
  sign: anchorSign,
  kind: z.enum(["row", "text", "image", "vector"]),
  key: z.string().nullable(),
  text: z.string().nullable().describe("The words of a text, the name of an image"),
  picture: z.string().nullable().describe("Hash of an uploaded image"),
  by: z.string().nullable().describe("Who gave it: name of an access token, or `owner`; null where it is not known"),
  at: z.string().nullable().describe("When it was given"),
  why: z.string().nullable().describe("How it came: `created`, `edited`, `imported`, `review: near the threshold`, …"),
});

/** Two examples that say opposite things of what is all but one vector. Both stay: what was given is what is trained on. */
const contradiction = z.object({
  positive: z.string().describe("Key of a row, or what a text or image is called; `vector`"),
  negative: z.string().describe("In the same way; of the same row, the same"),
  similarity: z.number().describe("Cosine of their vectors, from 0.999"),
});

/** Scores above the threshold among the rows that arrived last, in equal steps of arrival, oldest first. */
const arrivals = z.object({
  rowsPerStep: z.number().describe("Arrivals of a step, whether they have a score or not"),
  steps: z.array(z.object({ scored: z.number(), above: z.number() })),
});

/** A named, versioned scorer over one space; it scores every row of the space and each one that arrives. */
export const scoringFunction = z
  .object({
    name: functionName,
    space: spaceName.nullable().describe("null for a combination: its parts may be in several spaces"),
    kind: functionKind,
    version: z.number().describe("Newest version"),
    servedVersion: z
      .number()
      .nullable()
      .describe(
        "Version whose scores filters see; the one before while a new one is scored; null when the first could not be scored",
      ),
    state: functionState,
    scored: z.number().describe("Rows scored by the newest version"),
    total: z.number().describe("Rows that have a vector in the space; of a combination, rows that can have a score"),
    pendingRows: z
      .number()
      .describe(
        "Rows of the space (of a combination: of the space that has most) whose vector is being made: they are scored with it",
      ),
    failedRows: z.number().describe("Rows of the space that could not be embedded, and so have no score"),
    threshold: z.number(),
    aboveThreshold: z.number().describe("Rows whose served score reaches the threshold"),
    servedScored: z.number().describe("Rows scored by the served version"),
    arrivals,
    parameters: similarityParameters.nullable().describe("Of the kind similarity; null for the others"),
    probe: probeDescription.nullable().describe("Of the kind probe: how it was trained, and how good it is"),
    combination: combinationDescription.nullable().describe("Of the kind combination: what it is made of"),
    anchors: z.array(functionAnchor),
    contradictions: z
      .array(contradiction)
      .describe("Negative anchors whose vector nearly coincides with that of a positive one; both are kept"),
    truth: truth.nullable().describe("What it is evaluated against"),
    hasDraft: z.boolean().describe("Whether a draft of the next version waits to be published"),
    usedBy: z.array(functionName).describe("Combinations that have it as a part"),
    note: versionNote.nullable().describe("Why the newest version was made"),
    by: z.string().nullable().describe("Who made the newest version"),
    error: z.string().nullable(),
    created: z.string(),
    updated: z.string(),
  })
  .meta({ id: "Function" });
export type ScoringFunction = z.infer<typeof scoringFunction>;

export const createFunctionRequest = z.strictObject({
  name: functionName,
  space: spaceName.optional().describe("Default: the suggested one that fits the anchors"),
  kind: functionKind.default("similarity"),
  anchors: z.array(anchorInput).max(10_000).default([]).describe("At least one positive; none for a combination"),
  parameters: similarityParameters
    .default({ combine: "nearest", negativeWeight: 0.5 })
    .describe("Of the kind similarity"),
  probe: probeParameters.optional().describe("Of the kind probe; each has a default"),
  combination: combinationParameters.optional().describe("Of the kind combination, which needs it"),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      "Default: 0.8; of a probe, the suggested one for best F1 where there is one, else 0.5; of a combination, what it makes of the thresholds of its parts",
    ),
  truth: truthInput.optional(),
  note: versionNote.optional(),
});
export type CreateFunctionRequest = z.input<typeof createFunctionRequest>;

/** Anchor number `keep` (from 0) of the newest version, with its vector as it is, with this sign or, without one, its own. */
export const keptAnchor = z.strictObject({
  keep: z.number().int().min(0).max(9999),
  sign: anchorSign.optional(),
});

const definition = {
  space: spaceName.optional().describe("Another space: its anchors are looked up in that one"),
  anchors: z
    .array(z.union([anchorInput, keptAnchor]))
    .min(1)
    .max(10_000)
    .optional()
    .describe("Replaces all anchors; those of before are kept by their number"),
  add: z.array(anchorInput).max(10_000).optional(),
  remove: z.array(z.string()).max(10_000).optional().describe("Keys or texts of anchors to drop"),
  // Without the defaults of a new function: what is not given stays as it is.
  parameters: z
    .strictObject({ combine: combineMode.optional(), negativeWeight: z.number().min(0).max(10).optional() })
    .optional(),
  kind: z.enum(["similarity", "probe"]).optional().describe("Makes a probe of a similarity function, or the reverse"),
  probe: probeChange.optional().describe("What is not given stays as it is; `{}` trains it again"),
  combination: combinationParameters.optional().describe("Replaces what a combination is made of"),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe(
      "Default: as it is; where the kind changes, as that of a new function; of a probe that is trained again, the one suggested for best F1 now, unless another than the suggested one was chosen before",
    ),
};

/** A change of anchors, parameters or space makes a new version; name and threshold do not. */
export const editFunctionRequest = z.strictObject({
  name: functionName.optional().describe("New name"),
  truth: truthInput.nullable().optional().describe("What it is evaluated against; null: nothing"),
  note: versionNote.optional().describe("Why, kept with the new version"),
  ...definition,
});
export type EditFunctionRequest = z.input<typeof editFunctionRequest>;

/** What an edit would change, before it is made. */
export const compareFunctionRequest = z.strictObject({
  ...definition,
  examples: z.number().int().min(0).max(100).default(12).describe("Rows named on each side"),
  bins: z.number().int().min(1).max(1000).default(200),
});
export type CompareFunctionRequest = z.input<typeof compareFunctionRequest>;

const crossing = z.object({
  count: z.number(),
  examples: z
    .array(z.object({ key: rowKey, before: z.number().nullable(), after: z.number().nullable() }))
    .describe("Those whose score changes most; null: no vector in the space"),
});
const side = z.object({
  above: z.number().describe("Rows whose score reaches the threshold"),
  scored: z.number(),
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()) }).describe("Of [0, 1]"),
});
export const functionComparison = z.object({
  before: side,
  after: side,
  entering: crossing.describe("Rows that reach the threshold only after the edit"),
  leaving: crossing.describe("Rows that reach it only before"),
  staying: z.number(),
});
export type FunctionComparison = z.infer<typeof functionComparison>;
