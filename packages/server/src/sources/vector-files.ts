import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { ItemFailure } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import { openArrowTable } from "./arrow-table.ts";
import { openCsvTable } from "./csv-table.ts";
import { openJsonTable } from "./json-table.ts";
import { openNpyVectors } from "./npy-vectors.ts";
import { openParquetTable } from "./parquet-table.ts";
import type { Table } from "./table.ts";
import { openTableVectors } from "./table-vectors.ts";
import type { TakeBlock } from "./vector-blocks.ts";

export interface VectorFileRequest {
  path: string;
  /** For `.npy`: a text, CSV or JSON file with one key per row, in row order. */
  ids?: string;
  keyColumn: string;
  /** A column of number lists (or their text); without it, numbered columns such as `v0..v511` are looked for. */
  vectorColumn: string;
  /** Put before each key. */
  keyPrefix?: string;
}

/** Vectors that can be stored, in file order, and what was wrong with the others. */
export interface VectorBatch {
  keys: string[];
  /** Line or record number of each key, from 1. */
  lines: number[];
  /**
   * keys.length * dims, row after row, as they are in the file: not normalised, and some may be zero or not finite
   * (`scaleToUnit` tells which). At the start of a block of `takeBlock`, owned by the caller.
   */
  vectors: Float32Array<SharedArrayBuffer>;
  failures: ItemFailure[];
}

export interface VectorFile {
  /** Null when no row of the start of the file has a vector. */
  dims: number | null;
  total: number | null;
  /** `takeBlock` gives the memory of each batch, which may be larger than asked for; by default it is new. */
  batches(options?: { signal?: AbortSignal; batchRows?: number; takeBlock?: TakeBlock }): AsyncIterable<VectorBatch>;
  close(): Promise<void>;
}

/** A model's output of fewer or more dims is taken for a mistake. */
const DIMS = { least: 2, most: 4096 } as const;

async function magicOf(path: string): Promise<string> {
  const file = await open(path, "r").catch((cause: unknown) => {
    throw new Problem("source-unusable", { detail: `${path} cannot be read.`, fields: { path } }, { cause });
  });
  try {
    const head = Buffer.alloc(6);
    const { bytesRead } = await file.read(head, 0, 6, 0);
    if (bytesRead === 0)
      throw new Problem("source-unusable", { detail: `${path} is empty (0 bytes).`, fields: { path } });
    return head.toString("latin1");
  } finally {
    await file.close();
  }
}

async function openTable(path: string, magic: string): Promise<Table> {
  if (magic.startsWith("PAR1")) return openParquetTable(path);
  if (magic === "ARROW1" || /\.(arrow|arrows|ipc|feather)$/i.test(path)) return openArrowTable(path);
  if (/\.(ndjson|jsonl)$/i.test(path)) return openJsonTable(path, { format: "ndjson" });
  if (/\.json$/i.test(path)) return openJsonTable(path, { format: "json" });
  if (/\.(csv|tsv|tab|txt)$/i.test(path))
    return openCsvTable(path, { format: /\.(tsv|tab)$/i.test(path) ? "tsv" : "csv" });
  throw new Problem("source-unusable", {
    detail: `${basename(path)} is no vector file that can be read: .npy, Parquet, Arrow, CSV or NDJSON.`,
    fields: { path },
  });
}

/**
 * Opens a file of vectors with their keys: .npy with a file of ids, Parquet, Arrow, CSV or JSON lines. Float16 and float64 become float32.
 * Rows of other dims than most or without a key are failures of their line. Throws `source-unusable` for what cannot be
 * read at all, such as ids that do not match in number.
 */
export async function openVectorFile(request: VectorFileRequest): Promise<VectorFile> {
  const { path } = request;
  const magic = await magicOf(path);
  const file =
    magic === "\x93NUMPY"
      ? await openNpyVectors(request)
      : await openTableVectors(await openTable(path, magic), request);
  if (file.dims !== null && (file.dims < DIMS.least || file.dims > DIMS.most)) {
    await file.close();
    throw new Problem("source-unusable", {
      detail: `The vectors of ${basename(path)} have ${file.dims} dims; ${DIMS.least} to ${DIMS.most} can be stored.`,
      fields: { path, dims: file.dims },
    });
  }
  return file;
}
