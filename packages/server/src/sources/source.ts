import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import type { ItemFailure } from "@pomona/contract/imports";

/** Where the content of a row is. Bytes inside a table (Parquet, Arrow, base64) are handed over. */
export type SourceContent =
  | { text: string }
  | { path: string }
  | { url: string }
  | { bytes: Uint8Array; name: string | null };

/** One candidate row, before its content is looked at. */
export interface SourceRow {
  /** Key with the prefix applied. */
  key: string;
  /** How failures name it: path relative to the source, or key. */
  item: string;
  /** Line or record number in its file, from 1. */
  line?: number;
  content: SourceContent;
  /** What the source promises the content to be; text where an image was promised is a fault. */
  expect?: "image" | "text";
  labels: string[];
  tags: string[];
  /** Already of the types in `metadataTypes` (dates as ISO 8601 strings). */
  metadata: Record<string, MetadataValue>;
}

/** A batch of what a source yields, in order. */
export interface SourceBatch {
  rows: SourceRow[];
  failures: ItemFailure[];
  /** Things that went in changed, or were left alone on purpose: a renamed column, a README among photos. */
  warnings?: ItemFailure[];
}

/** An opened source: a folder or a table file. Memory does not grow with its size. */
export interface Source {
  format: string;
  /** Rows and failures expected, where the source can tell cheaply. */
  total: number | null;
  /** Type of each metadata field: inferred from a sample of the source, or overridden. */
  metadataTypes: Record<string, MetadataType>;
  columns: {
    name: string;
    role: "key" | "text" | "path" | "url" | "image" | "labels" | "tags" | "metadata" | "skip";
    type: string;
  }[];
  batches(options?: { signal?: AbortSignal; batchRows?: number }): AsyncIterable<SourceBatch>;
  close(): Promise<void>;
}
