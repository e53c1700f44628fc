import { blobValue, DuckDBTimestampValue, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import type { SqlValue } from "./database.ts";

/** A date as a TIMESTAMP (UTC, microseconds). */
export const timestamp = (date: Date): SqlValue => new DuckDBTimestampValue(BigInt(date.getTime()) * 1000n);
export const timestampOrNull = (date: Date | null | undefined): SqlValue => (date ? timestamp(date) : null);
export const stringList = (values: readonly string[]): SqlValue => listValue([...values]);
export const blob = (bytes: Uint8Array): SqlValue => blobValue(bytes);
export const STRING_LIST = LIST(VARCHAR);

/** An ISO 8601 string from a TIMESTAMP read back as Date. */
export const iso = (value: unknown): string => (value as Date).toISOString();
export const isoOrNull = (value: unknown): string | null => (value instanceof Date ? value.toISOString() : null);
/** A count or id read back as number or bigint. */
export const int = (value: unknown): number => Number(value);

/** Float32 values stored as a little-endian BLOB. */
export const floatsToBytes = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
// A BLOB is read as a Buffer over DuckDB's memory, and Buffer's own slice() does not copy.
// Copied, as a BLOB may be a view into a larger buffer.
export const bytesToFloats = (bytes: Uint8Array): Float32Array<ArrayBuffer> =>
  new Float32Array(new Uint8Array(bytes).buffer);
