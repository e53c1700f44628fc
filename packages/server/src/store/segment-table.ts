import { INTEGER, UINTEGER, VARCHAR } from "@duckdb/node-api";
import type { Sql, SqlRow, Transaction } from "./database.ts";
import { ordinalList } from "./row-table.ts";
import { int, timestamp } from "./sql-values.ts";
import type { Segment, WrittenSegment } from "./vector-store.ts";

/** Live segments of a space in order of writing. */
export const listSegments = async (sql: Pick<Sql, "all">, space: number): Promise<Segment[]> =>
  (await sql.all("SELECT id, file, row_count, bytes, sha256 FROM segments WHERE space = ? ORDER BY id", [space])).map(
    segmentOf,
  );

/** A segment from the columns id, file, row_count, bytes and sha256. */
export const segmentOf = (row: SqlRow): Segment => ({
  id: int(row.id),
  file: row.file as string,
  rowCount: int(row.row_count),
  bytes: int(row.bytes),
  sha256: row.sha256 as string,
});

/** Files of all live segments; what `sweep` must keep. */
export const liveFiles = async (sql: Pick<Sql, "all">): Promise<{ space: number; file: string }[]> =>
  (await sql.all("SELECT space, file FROM segments")).map((row) => ({
    space: int(row.space),
    file: row.file as string,
  }));

/** Bytes of the live segments of each space that has any. */
export const bytesBySpace = async (sql: Pick<Sql, "all">): Promise<Map<number, number>> =>
  new Map(
    (await sql.all("SELECT space, sum(bytes) AS n FROM segments GROUP BY space")).map((row) => [
      int(row.space),
      int(row.n),
    ]),
  );

export async function insertSegment(
  tx: Transaction,
  id: number,
  space: number,
  written: WrittenSegment,
  now: Date,
): Promise<void> {
  await tx.run("INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?)", [
    id,
    space,
    written.file,
    written.rowCount,
    BigInt(written.bytes),
    written.sha256,
    timestamp(now),
  ]);
}

/** One line of `embeddings`. */
export interface EmbeddingLine {
  row: number;
  state: "pending" | "ready" | "failed";
  segment: number | null;
  errorCode?: string;
  errorMessage?: string;
}

export async function appendEmbeddings(tx: Transaction, space: number, lines: EmbeddingLine[]): Promise<void> {
  if (lines.length === 0) return;
  await tx.append("embeddings", [
    { type: INTEGER, values: lines.map(() => space) },
    { type: UINTEGER, values: lines.map((line) => line.row) },
    { type: VARCHAR, values: lines.map((line) => line.state) },
    { type: INTEGER, values: lines.map((line) => line.segment) },
    { type: VARCHAR, values: lines.map((line) => line.errorCode ?? null) },
    { type: VARCHAR, values: lines.map((line) => line.errorMessage ?? null) },
  ]);
}

/** Rows whose vectors are live in a segment; none of them may have a line in the space. Made by the database, as there may be tens of thousands. */
export const insertReady = (tx: Transaction, space: number, segment: number, rows: ArrayLike<number>): Promise<void> =>
  tx.run("INSERT INTO embeddings SELECT ?, unnest(?::UINTEGER[]), 'ready', ?, NULL, NULL", [
    space,
    ordinalList(rows),
    segment,
  ]);

/** Which rows have which live segment: two columns of equal length. */
export async function readOwners(
  sql: Pick<Sql, "columns">,
  space: number,
): Promise<{ rows: number[]; segments: number[] }> {
  const [rows = [], segments = []] = await sql.columns(
    "SELECT row, segment FROM embeddings WHERE space = ? AND state = 'ready'",
    [space],
  );
  return { rows: rows as number[], segments: segments as number[] };
}
