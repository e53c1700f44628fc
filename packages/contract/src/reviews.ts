import { z } from "zod";
import { functionAnchor, functionComparison, functionKind, versionNote } from "./functions.ts";
import { rowKey } from "./names.ts";
import { estimate, probeReport } from "./probes.ts";

/** Why a row is asked about; `likely`: one of the best-scored, to find positives while few are known. */
export const askReason = z.enum(["likely", "near-threshold", "uncertain", "diverse", "random"]);
export type AskReason = z.infer<typeof askReason>;
export const reviewAnswer = z.enum(["yes", "no", "skip"]);
export type ReviewAnswer = z.infer<typeof reviewAnswer>;

export const askReviewRequest = z.strictObject({
  count: z.number().int().min(1).max(200).default(20),
  randomShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe("Share of the rows that are drawn at random, for an estimate without bias"),
  kind: z.enum(["similarity", "probe"]).optional().describe("Kind of the draft that is begun; default: probe"),
  seed: z
    .number()
    .int()
    .min(0)
    .max(4_294_967_295)
    .default(0)
    .describe("Another seed asks about other random rows: for people who review at once"),
});
export const askedRow = z.object({
  key: rowKey,
  score: z.number().nullable().describe("In the draft as it was trained last"),
  reason: askReason,
});
export type AskedRow = z.infer<typeof askedRow>;
export const askReviewResponse = z.object({
  round: z.number().describe("From 1; the next begins when the draft is trained"),
  rows: z.array(askedRow).describe("Empty when every row was answered"),
});

export const answerReviewRequest = z.strictObject({
  answers: z
    .array(
      z
        .strictObject({
          key: rowKey,
          answer: reviewAnswer.nullable().describe("null takes an answer back; harmless where there is none"),
          reason: askReason.optional(),
          by: z.string().min(1).optional().describe("With null: whose answer is taken back; default: one's own"),
        })
        .refine(({ answer, by }) => answer === null || by === undefined, {
          error: "names whose answer is taken back, with null; an answer that is given is one's own",
          path: ["by"],
        }),
    )
    .min(1)
    .max(1000),
});
/** An answer that cannot be right together with another. */
export const reviewConflict = z.object({
  kind: z.enum(["same-row", "same-content", "near-duplicate"]),
  key: rowKey,
  other: rowKey.nullable().describe("The other row or anchor; null where it is the same row"),
  keySign: z.enum(["+", "-"]),
  otherSign: z.enum(["+", "-"]),
  similarity: z.number().nullable(),
  isContradiction: z.boolean().describe("Opposite signs; else it says the same twice"),
});
export type ReviewConflict = z.infer<typeof reviewConflict>;

/** What a round changed, against the published version. */
export const reviewRound = z.object({
  round: z.number(),
  positives: z.number(),
  negatives: z.number(),
  skipped: z.number(),
  changes: functionComparison.nullable().describe("null before the first training"),
  report: probeReport.nullable().describe("Of a probe"),
  randomSample: z
    .object({
      answered: z.number(),
      positives: z.number(),
      prevalence: estimate,
      precision: estimate.nullable(),
      recall: estimate.nullable(),
    })
    .nullable()
    .describe("From the rows drawn at random alone; null without any"),
  trained: z.string(),
});
export type ReviewRound = z.infer<typeof reviewRound>;

/** The next version in the making. It disturbs nothing until it is published. */
export const functionDraft = z
  .object({
    basedOn: z.number().describe("Version it began from"),
    isBehind: z.boolean().describe("Whether a newer version was made meanwhile; rebaseDraft brings it up to date"),
    kind: functionKind,
    round: z.number(),
    anchors: z.array(functionAnchor).describe("Of the version it began from, then the answers, oldest first"),
    answers: z.object({ yes: z.number(), no: z.number(), skip: z.number(), sinceTraining: z.number() }),
    conflicts: z.array(reviewConflict),
    rounds: z.array(reviewRound).describe("Oldest first"),
    threshold: z.number(),
    by: z.string().nullable(),
    created: z.string(),
    updated: z.string(),
  })
  .meta({ id: "FunctionDraft" });
export type FunctionDraft = z.infer<typeof functionDraft>;

export const publishDraftRequest = z.strictObject({
  threshold: z.number().min(0).max(1).optional().describe("Default: as the draft has it"),
  note: versionNote.optional(),
  force: z.boolean().default(false).describe("Publish over a version that was made since the draft began"),
});
