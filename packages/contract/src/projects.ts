import { z } from "zod";
import { batchName, projectName, rowKey } from "./names.ts";
import { sort } from "./rows.ts";
import { selection } from "./selection.ts";

const ontology = z.strictObject({ classes: z.array(z.string().min(1).max(500)).max(10_000).default([]) });

export const project = z
  .object({ name: projectName, ontology, rows: z.number(), batches: z.number(), created: z.string() })
  .meta({ id: "Project" });
export type Project = z.infer<typeof project>;
export const createProjectRequest = z.strictObject({ name: projectName, ontology: ontology.default({ classes: [] }) });
export const editProjectRequest = z.strictObject({ name: projectName.optional(), ontology: ontology.optional() });

export const batch = z
  .object({
    name: batchName,
    project: projectName,
    priority: z.number().int().min(1).max(5),
    rows: z.number(),
    order: z.enum(["ranked", "random"]),
    seed: z.number().nullable(),
    created: z.string(),
  })
  .meta({ id: "Batch" });
export type Batch = z.infer<typeof batch>;

export const createBatchRequest = z.strictObject({
  name: batchName,
  project: projectName.describe("Created, with an empty ontology, where it does not exist"),
  selection,
  sort: sort.optional(),
  order: z.enum(["ranked", "random"]).default("ranked"),
  seed: z.number().int().min(0).max(4_294_967_295).default(0),
  limit: z.number().int().min(1).max(1_000_000).optional(),
  priority: z.number().int().min(1).max(5).default(3).describe("1 is most urgent"),
});
export type CreateBatchRequest = z.input<typeof createBatchRequest>;
export const createBatchResponse = batch.extend({
  alreadyInProject: z.number().describe("Selected rows left out because the project has them"),
  matched: z.number(),
});
export const batchRowsResponse = z.object({
  rows: z.array(z.object({ key: rowKey, position: z.number() })),
  next: z.string().nullable(),
});

export const exportFormat = z
  .enum(["ndjson", "csv", "parquet", "arrow", "npy", "ids"])
  .describe(
    "`npy`: the vectors of one space alone; `ids`: the keys that belong to them, one a line, in the same order",
  );
export const exportRequest = z.strictObject({
  selection,
  format: exportFormat.default("ndjson"),
  sort: sort.optional(),
  limit: z.number().int().min(1).optional(),
  scores: z.array(z.string()).max(200).optional().describe("Functions whose scores go along; default: all"),
  vectors: z.array(z.string()).max(20).default([]).describe("Spaces whose vectors go along"),
});
export type ExportRequest = z.input<typeof exportRequest>;
