import { z } from "zod";
import { jobState } from "./job-state.ts";
import { datasetName } from "./names.ts";

const lastImport = z.object({
  job: z.string(),
  path: z.string().describe("Path on the server, or `upload:ID/NAME` for files that were sent"),
  state: jobState,
  when: z.string(),
  failed: z.number().describe("Items that were refused"),
  isRepeatable: z.boolean().describe("False once files that were sent are gone from the staging folder"),
});

export const dataset = z
  .object({
    name: datasetName,
    rows: z.number(),
    images: z.number(),
    texts: z.number(),
    created: z.string(),
    spaces: z
      .array(z.object({ space: z.string(), ready: z.number(), pending: z.number(), failed: z.number() }))
      .describe("Embedding states of its rows, in the spaces that take any of them"),
    lastImport: lastImport.nullable().describe("Null for rows that were put over the API"),
  })
  .meta({ id: "Dataset" });
export type Dataset = z.infer<typeof dataset>;

export const deleteDatasetJob = z.strictObject({ dataset: datasetName });
