import { z } from "zod";

/** A value with its 95 % confidence interval. */
export const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });
export type Estimate = z.infer<typeof estimate>;

const regularisation = z.number().positive().nullable();
const backgroundRows = z.number().int().min(0).max(20_000);
const backgroundWeight = z.number().min(0).max(100).nullable();
const seed = z.number().int().min(0).max(4_294_967_295);
const target = z.number().min(0.01).max(0.999);

export const probeParameters = z.strictObject({
  regularisation: regularisation.default(null).describe("Strength of the L2 penalty; null: by cross-validation"),
  backgroundRows: backgroundRows.default(2000).describe("Random rows taken as weak negatives"),
  backgroundWeight: backgroundWeight
    .default(null)
    .describe("Weight of all of them beside the negatives; null: the default"),
  seed: seed.default(0).describe("Of the draw of random rows and of the folds"),
  precision: target.default(0.9).describe("Precision that a threshold is suggested for"),
  recall: target.default(0.9).describe("Recall that a threshold is suggested for"),
});
export type ProbeParameters = z.output<typeof probeParameters>;

/** A change of the parameters: without defaults, as what is not given stays as it is. */
export const probeChange = z.strictObject({
  regularisation: regularisation.optional(),
  backgroundRows: backgroundRows.optional(),
  backgroundWeight: backgroundWeight.optional(),
  seed: seed.optional(),
  precision: target.optional(),
  recall: target.optional(),
});
export type ProbeChange = z.output<typeof probeChange>;

export const suggestedThreshold = z.object({
  aim: z.enum(["best-f1", "precision", "recall"]),
  target: z.number().nullable().describe("The p of `precision >= p`, the r of `recall >= r`; null for best F1"),
  threshold: z.number().nullable().describe("null where there is too little evidence; `reason` says what is missing"),
  precision: estimate.nullable(),
  recall: estimate.nullable(),
  f1: estimate.nullable(),
  reason: z.string().nullable(),
});
export type SuggestedThreshold = z.infer<typeof suggestedThreshold>;

/** How a probe was trained, and what cross-validation says of it. */
export const probeReport = z.object({
  positives: z.number(),
  negatives: z.number(),
  backgroundRows: z.number().describe("Random rows that are no anchors"),
  seed: z.number(),
  regularisation: z.number(),
  learned: z.number().describe("How much of the direction is learned, 0 to 1: 0 is likeness to the positives alone"),
  folds: z.number().describe("Below 2: too few anchors to cross-validate"),
  calibration: z.object({ method: z.enum(["platt", "prior"]), slope: z.number(), intercept: z.number() }),
  prevalence: z
    .number()
    .nullable()
    .describe("Estimated share of positives in the catalog; null without random rows, or with too few positives"),
  averagePrecision: estimate
    .nullable()
    .describe("Of scores out of fold; null where there are too few positives or other rows to tell"),
  calibrationError: z.number().nullable().describe("Expected calibration error of scores out of fold"),
  thresholds: z.array(suggestedThreshold),
});
export type ProbeReport = z.infer<typeof probeReport>;

export const probeDescription = z.object({ parameters: probeParameters, report: probeReport });
