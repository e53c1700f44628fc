import type { ItemFailure } from "@pomona/contract/imports";

/** One value of a table. Big integers beyond 2^53 come as strings of their digits, points in time as `Date`. */
export type Cell = null | undefined | string | number | boolean | Date | Uint8Array | Cell[] | { [name: string]: Cell };

export interface TableColumn {
  name: string;
  /** What the file says it is, for people to read: `VARCHAR`, `Int64`, `text`… */
  type: string;
  /** Holds a picture's bytes, alone or with its path. */
  isImage?: boolean;
  /** The file says that its values are class names. */
  isClass?: boolean;
}

export interface TableRecord {
  /** Line in a text file, record number elsewhere; from 1. */
  line: number;
  /** By position in `columns`; missing ones are undefined. */
  cells: Cell[];
}

/** What is wrong with a line, before its key is known. */
export type RecordFailure = Omit<ItemFailure, "item">;

export interface TableBatch {
  records: TableRecord[];
  failures: RecordFailure[];
  warnings?: RecordFailure[];
}

/** An opened table file, read once from start to end. */
export interface Table {
  format: string;
  /** Cells are text even where they mean numbers, as in CSV. */
  isUntyped: boolean;
  /** Known from the start, except in JSON, where each record may add some. */
  columns: TableColumn[];
  total: number | null;
  records(signal?: AbortSignal): AsyncIterable<TableBatch>;
  close(): Promise<void>;
}

/** Records handed on at a time by the readers. */
export const TABLE_BATCH_RECORDS = 1000;
/** Longest line, record or element that is held in memory. */
export const RECORD_BYTES = 64_000_000;
