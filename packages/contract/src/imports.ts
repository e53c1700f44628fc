import { z } from "zod";
import { metadataType } from "./fields.ts";
import { datasetName } from "./names.ts";

export const importFormat = z.enum(["auto", "images", "texts", "csv", "tsv", "json", "ndjson", "parquet", "arrow"]);
export type ImportFormat = z.infer<typeof importFormat>;

/** Which column plays which part. A column that is not named here becomes metadata under its own name. */
export const columnMapping = z.strictObject({
  key: z
    .string()
    .nullish()
    .describe(
      "Default: a column named key, global_key or id; else, and where it is null, the path column; else the file name and row number",
    ),
  text: z.string().optional(),
  path: z.string().optional().describe("Path of an image or text file, relative to the table's folder"),
  url: z.string().optional(),
  image: z.string().optional().describe("Column that holds the bytes: binary, or a Hugging Face image struct"),
  labels: z.array(z.string()).optional().describe("Columns of labels; a list column gives many"),
  tags: z.array(z.string()).optional(),
  skip: z.array(z.string()).optional().describe("Columns to leave out"),
  types: z.record(z.string(), metadataType).optional().describe("Metadata types that override what is inferred"),
  separator: z.string().max(5).optional().describe("Splits the text of label and tag columns, for example `;`"),
});
export type ColumnMapping = z.infer<typeof columnMapping>;

export const importRequest = z.strictObject({
  path: z
    .string()
    .describe("File or folder on the server, inside a granted root; or `upload:ID` or `upload:ID/PATH` for files sent"),
  dataset: datasetName,
  format: importFormat.default("auto"),
  mapping: columnMapping.default({}),
  labelFrom: z.enum(["folder", "none"]).default("none"),
  copy: z
    .boolean()
    .default(false)
    .describe("Copy originals into the data directory instead of referring to them; files sent always are"),
  keyPrefix: z
    .string()
    .max(200)
    .optional()
    .describe("Put before each key; default: the dataset's name and `/`. Give an empty string for none"),
  embed: z.boolean().default(true).describe("Embed the new rows in the default space of their media type"),
  spaces: z.array(z.string()).optional().describe("Spaces to embed in instead of the default ones"),
  allowPrivateUrls: z.boolean().default(false),
});
export type ImportRequest = z.input<typeof importRequest>;

/** Why an item was refused or needs attention. The rest of its import goes on. */
export const itemFailureCode = z.enum([
  "empty",
  "corrupt",
  "truncated",
  "unsupported",
  "wrong-media-type",
  "too-large",
  "unreadable",
  "not-found",
  "invalid-utf8",
  "duplicate-key",
  "missing-key",
  "bad-record",
  "type-conflict",
  "outside-root",
  "url-refused",
  "url-failed",
  "model",
  "zero-vector",
  "non-finite",
  "wrong-dims",
  "unknown-key",
  "no-content",
  "too-many-fields",
  "damaged",
  "inconsistent",
]);
export type ItemFailureCode = z.infer<typeof itemFailureCode>;

export const itemFailure = z.object({
  item: z.string().describe("File or key"),
  line: z.number().optional().describe("Line or record number in its file, from 1"),
  column: z.string().optional(),
  code: itemFailureCode,
  message: z.string(),
});
export type ItemFailure = z.infer<typeof itemFailure>;

export const importReport = z.object({
  dataset: datasetName,
  imported: z.number(),
  replaced: z.number(),
  unchanged: z.number(),
  duplicates: z.number().describe("Rows whose content another key already has; both are kept"),
  failed: z.array(itemFailure).describe("The first 10,000; the job's failures list has all"),
  failedCount: z.number(),
  warnings: z
    .array(itemFailure)
    .describe("What needs a look: rows that went in (for example a truncated JPEG), and files that are left out"),
  jobs: z.array(z.string()).describe("Background jobs that this import started"),
});
export type ImportReport = z.infer<typeof importReport>;

export const previewRequest = importRequest
  .pick({ path: true, format: true, mapping: true, labelFrom: true })
  .extend({ limit: z.number().int().min(1).max(100).default(10) });
export const previewResponse = z.object({
  format: importFormat,
  columns: z.array(z.object({ name: z.string(), role: z.string(), type: z.string() })),
  rows: z.array(z.record(z.string(), z.unknown())),
});
