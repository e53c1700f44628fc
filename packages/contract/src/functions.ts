import { z } from "zod";
import { anchorInput, anchorSign, combineMode } from "./anchors.ts";
import { functionName, spaceName } from "./names.ts";

export const functionState = z.enum(["scoring", "complete", "failed"]);

export const similarityParameters = z.strictObject({
  combine: combineMode.default("nearest"),
  negativeWeight: z.number().min(0).max(10).default(0.5).describe("How much likeness to a negative takes away"),
});

export const functionAnchor = z.object({
  sign: anchorSign,
  kind: z.enum(["row", "text", "image", "vector"]),
  key: z.string().nullable(),
  text: z.string().nullable(),
});

/** A named, versioned scorer over one space; it scores every row of the space and each one that arrives. */
export const scoringFunction = z
  .object({
    name: functionName,
    space: spaceName,
    kind: z.literal("similarity"),
    version: z.number().describe("Newest version"),
    servedVersion: z
      .number()
      .nullable()
      .describe(
        "Version whose scores filters see; the one before while a new one is scored; null when the first could not be scored",
      ),
    state: functionState,
    scored: z.number().describe("Rows scored by the newest version"),
    total: z.number().describe("Rows that have a vector in the space"),
    threshold: z.number(),
    aboveThreshold: z.number().describe("Rows whose served score reaches the threshold"),
    parameters: similarityParameters,
    anchors: z.array(functionAnchor),
    error: z.string().nullable(),
    created: z.string(),
    updated: z.string(),
  })
  .meta({ id: "Function" });
export type ScoringFunction = z.infer<typeof scoringFunction>;

export const createFunctionRequest = z.strictObject({
  name: functionName,
  space: spaceName.optional(),
  kind: z.literal("similarity").default("similarity"),
  anchors: z.array(anchorInput).min(1).max(10_000),
  parameters: similarityParameters.default({ combine: "nearest", negativeWeight: 0.5 }),
  threshold: z.number().min(0).max(1).default(0.8),
});
export type CreateFunctionRequest = z.input<typeof createFunctionRequest>;

/** A change of anchors or parameters makes a new version; name and threshold do not. */
export const editFunctionRequest = z.strictObject({
  name: functionName.optional().describe("New name"),
  anchors: z.array(anchorInput).min(1).max(10_000).optional().describe("Replaces all anchors"),
  add: z.array(anchorInput).max(10_000).optional(),
  remove: z.array(z.string()).max(10_000).optional().describe("Keys or texts of anchors to drop"),
  // Without the defaults of a new function: what is not given stays as it is.
  parameters: z
    .strictObject({ combine: combineMode.optional(), negativeWeight: z.number().min(0).max(10).optional() })
    .optional(),
  threshold: z.number().min(0).max(1).optional(),
});
export type EditFunctionRequest = z.input<typeof editFunctionRequest>;
