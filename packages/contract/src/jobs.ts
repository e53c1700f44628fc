import { z } from "zod";
import { deleteDatasetJob } from "./datasets.ts";
import { editJobOutput } from "./edits.ts";
import { evaluateRequest } from "./evaluations.ts";
import { importReport, importRequest, itemFailure } from "./imports.ts";
import { jobState } from "./job-state.ts";
import { layOutJob, layOutJobOutput, layOutStage } from "./projections.ts";
import { functionProposals, proposeFunctionsRequest } from "./proposals.ts";
import { vectorsFileRequest } from "./spaces.ts";
import { reclaimRequest } from "./storage.ts";

export const checkRequest = z.strictObject({
  dropDamaged: z
    .boolean()
    .default(false)
    .describe("Take damaged segments out, so that their rows can be embedded again; the files are kept aside"),
});

/** Every kind of background work: what it takes, what its progress counts, what it returns. */
export const jobKinds = {
  import: { input: importRequest, unit: "rows", output: importReport },
  embed: {
    input: z.strictObject({ space: z.string() }),
    unit: "rows",
    output: z.object({ done: z.number(), failed: z.number() }),
  },
  derive: {
    input: z.strictObject({ space: z.string() }),
    unit: "rows",
    output: z.object({ done: z.number(), failed: z.number() }),
  },
  score: {
    input: z.strictObject({ function: z.string(), version: z.number() }),
    unit: "rows",
    output: z.object({ done: z.number() }),
  },
  evaluate: {
    input: evaluateRequest.extend({ function: z.string(), by: z.string().nullable().default(null) }),
    unit: "versions",
    output: z.object({ evaluations: z.array(z.number()).describe("Ids of the evaluations") }),
  },
  propose: { input: proposeFunctionsRequest, unit: "steps", output: functionProposals },
  automate: {
    input: z.strictObject({}),
    unit: "rows",
    output: z.object({ acted: z.number(), looked: z.number() }),
  },
  "lay-out-projection": { input: layOutJob, unit: "percent", output: layOutJobOutput },
  vectors: {
    input: vectorsFileRequest,
    unit: "vectors",
    output: z.object({
      space: z.string(),
      imported: z.number(),
      replaced: z.number(),
      failed: z.array(itemFailure),
      failedCount: z.number(),
    }),
  },
  edit: {
    input: z.strictObject({ edit: z.number(), isUndo: z.boolean() }),
    unit: "rows",
    output: editJobOutput,
  },
  compact: {
    input: z.strictObject({ space: z.string() }),
    unit: "segments",
    output: z.object({ done: z.number().describe("Segments that were rewritten or removed") }),
  },
  check: {
    input: checkRequest,
    unit: "segments",
    output: z.object({
      checked: z.number().describe("Segments read from end to end"),
      damaged: z.number().describe("Segments whose vectors are not what was written"),
      rebuilt: z.number().describe("Segments whose sidecar was missing or damaged, and was made anew"),
      dropped: z.number().describe("Rows that lost a damaged vector, as was asked for"),
      failed: z.array(itemFailure).describe("What was found"),
    }),
  },
  "delete-dataset": {
    input: deleteDatasetJob,
    unit: "rows",
    output: z.object({ deleted: z.number() }),
  },
  reclaim: {
    input: reclaimRequest,
    unit: "stores",
    output: z.object({ freedBytes: z.number() }),
  },
} as const;
export type JobKind = keyof typeof jobKinds;
export type JobInput<K extends JobKind> = z.output<(typeof jobKinds)[K]["input"]>;
export type JobOutput<K extends JobKind> = z.output<(typeof jobKinds)[K]["output"]>;

export const job = z
  .object({
    id: z.string(),
    kind: z.string(),
    title: z.string(),
    state: jobState,
    done: z.number(),
    total: z.number().nullable(),
    unit: z.string(),
    stage: layOutStage
      .nullable()
      .describe("What a layout is at while it runs; null before it began, and for jobs of one stage"),
    failed: z.number(),
    ratePerSecond: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    error: z.string().nullable(),
    result: z
      .unknown()
      .describe("Output of a job that is done; the problem that ended one that failed; null in lists of jobs"),
    isRepeatable: z.boolean().describe("False for what has imported files that were sent: they are gone by then"),
    created: z.string(),
    started: z.string().nullable(),
    ended: z.string().nullable(),
  })
  .meta({ id: "Job" });
export type JobStage = NonNullable<z.infer<typeof job>["stage"]>;
export type Job = z.infer<typeof job>;
