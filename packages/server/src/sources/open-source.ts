import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { MetadataType } from "@pomona/contract/fields";
import type { ColumnMapping, ImportFormat } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import { contentSignature } from "../media/content-signature.ts";
import { openArrowTable } from "./arrow-table.ts";
import { namedColumns } from "./column-roles.ts";
import { openCsvTable } from "./csv-table.ts";
import { openFileSource } from "./file-source.ts";
import { openFolderSource } from "./folder-source.ts";
import { openJsonTable } from "./json-table.ts";
import { openParquetTable } from "./parquet-table.ts";
import type { Source } from "./source.ts";
import type { Table } from "./table.ts";
import { openTableSource } from "./table-source.ts";
import { readHead } from "./utf8-stream.ts";

export interface SourceRequest {
  /** A real path that the caller may read. */
  path: string;
  format: ImportFormat;
  mapping: ColumnMapping;
  /** Types of metadata fields that the catalog has; they rule where the mapping says nothing. */
  fieldTypes?: ReadonlyMap<string, MetadataType>;
  labelFrom: "folder" | "none";
  /** Put before each key as it is. */
  keyPrefix: string;
  dataset: string;
}

export interface SourceOptions {
  /** Real folders that path columns may point into, besides the table's own. */
  roots?: readonly string[];
}

type FileFormat = Exclude<ImportFormat, "auto">;

const BY_ENDING: readonly (readonly [RegExp, FileFormat])[] = [
  [/\.csv$/i, "csv"],
  [/\.(tsv|tab)$/i, "tsv"],
  [/\.(ndjson|jsonl)$/i, "ndjson"],
  [/\.json$/i, "json"],
  [/\.(parquet|pq)$/i, "parquet"],
  [/\.(arrow|feather|arrows|ipc)$/i, "arrow"],
];

/** What kind of source a file is: binary formats by their magic bytes, text formats by the name's ending. */
async function formatOf(path: string): Promise<FileFormat> {
  const head = await readHead(path, 4096);
  if (head.subarray(0, 4).toString("latin1") === "PAR1") return "parquet";
  if (head.subarray(0, 6).toString("latin1") === "ARROW1") return "arrow";
  const signature = contentSignature(head);
  if (signature.kind === "image" || signature.kind === "foreign-image") return "images";
  const named = BY_ENDING.find(([ending]) => ending.test(path))?.[1];
  if (named) return named;
  if (signature.kind === "text") return "texts";
  throw new Problem("source-unusable", {
    detail: `${basename(path)} is neither a table (CSV, TSV, JSON, NDJSON, Parquet, Arrow) nor an image or a text. Say what it is with --format.`,
    fields: { path },
  });
}

async function openTable(
  path: string,
  format: "csv" | "tsv" | "json" | "ndjson" | "parquet" | "arrow",
): Promise<Table> {
  switch (format) {
    case "csv":
    case "tsv":
      return openCsvTable(path, { format });
    case "json":
    case "ndjson":
      return openJsonTable(path, { format });
    case "parquet":
      return openParquetTable(path);
    case "arrow":
      return openArrowTable(path);
  }
}

/** What is no table has no columns that a mapping could name. */
function refuseColumns(mapping: ColumnMapping, what: string): void {
  const [column] = namedColumns(mapping);
  if (column !== undefined)
    throw new Problem("source-unusable", {
      detail: `There is no column "${column}": ${what}, which has no columns. Leave out the options that name columns.`,
      fields: { column, columns: [] },
    });
}

/**
 * Opens a folder or file to read rows from. Throws `source-unusable` when no row could ever come of it, and `not-found`;
 * what is wrong with single files or lines comes in the batches.
 */
export async function openSource(request: SourceRequest, options: SourceOptions = {}): Promise<Source> {
  const { path, format, mapping, labelFrom, keyPrefix } = request;
  const entry = await stat(path).catch((cause: unknown) => {
    throw new Problem(
      "not-found",
      { detail: `${path} does not exist or cannot be read.`, fields: { path } },
      { cause },
    );
  });
  if (entry.isDirectory()) {
    refuseColumns(mapping, `${path} is a folder`);
    if (format !== "auto" && format !== "images" && format !== "texts")
      throw new Problem("source-unusable", {
        detail: `${path} is a folder, not a ${format} file. Name the file.`,
        fields: { path, format },
      });
    return openFolderSource({ path, format, labelFrom, keyPrefix });
  }
  if (!entry.isFile())
    throw new Problem("source-unusable", {
      detail: `${path} is neither a folder nor a regular file.`,
      fields: { path },
    });
  if (entry.size === 0)
    throw new Problem("source-unusable", { detail: `${path} is empty (0 bytes).`, fields: { path } });
  const kind = format === "auto" ? await formatOf(path) : format;
  if (kind === "images" || kind === "texts") {
    refuseColumns(mapping, `${path} is a single file of ${kind}`);
    return openFileSource({ path, keyPrefix, expect: kind === "images" ? "image" : "text" });
  }
  return openTableSource(await openTable(path, kind), {
    path,
    mapping,
    keyPrefix,
    ...(request.fieldTypes ? { fieldTypes: request.fieldTypes } : {}),
    ...(options.roots ? { roots: options.roots } : {}),
  });
}
