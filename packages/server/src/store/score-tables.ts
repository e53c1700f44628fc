import { DuckDBBitValue, FLOAT, UINTEGER } from "@duckdb/node-api";
import { andNotBits, countBits, fromDuckdbBits, toDuckdbBits } from "@pomona/compute/bitset";
import { type Database, identifier, type Sql, type SqlValue, type Transaction } from "./database.ts";
import { IN_ORDINALS, nextOrdinal, ordinalList } from "./row-table.ts";
import { columnName } from "./score-file.ts";
import type { Bitset } from "./vector-store.ts";

/** One version of one function. */
export interface VersionRef {
  function: number;
  version: number;
}

/** Ordinals `first` to `first + count - 1`. Bitsets over it have bit 0 for its first. */
export interface OrdinalRange {
  first: number;
  count: number;
}

/** The table that holds the scores of one version of a function: `(row UINTEGER, score FLOAT)`. */
export const scoreTable = (functionId: number, version: number): string =>
  identifier(`scores_${Math.trunc(functionId)}_${Math.trunc(version)}`);

/** Makes the empty score table of a version; one that exists is kept. */
export async function createScoreTable(
  database: Database,
  tx: Transaction,
  functionId: number,
  version: number,
): Promise<void> {
  await tx.run(
    `CREATE TABLE IF NOT EXISTS ${scoreTable(functionId, version)} (row UINTEGER NOT NULL USING COMPRESSION 'uncompressed', score FLOAT NOT NULL USING COMPRESSION 'uncompressed')`,
  );
  database.ddlChanged();
}

export async function dropScoreTable(
  database: Database,
  tx: Transaction,
  functionId: number,
  version: number,
): Promise<void> {
  await tx.run(`DROP TABLE IF EXISTS ${scoreTable(functionId, version)}`);
  database.ddlChanged();
}

/** Stores scores of a version, one entry per row in both columns; for some thousands. `replaces`: some of the rows may have a score already. */
export async function appendScores(
  tx: Transaction,
  version: VersionRef,
  scores: { rows: ArrayLike<number>; scores: ArrayLike<number>; replaces: boolean },
): Promise<void> {
  if (scores.rows.length === 0) return;
  if (scores.replaces) await removeScores(tx, version, scores.rows);
  await tx.append(`scores_${Math.trunc(version.function)}_${Math.trunc(version.version)}`, [
    { type: UINTEGER, values: scores.rows },
    { type: FLOAT, values: scores.scores },
  ]);
}

/** Removes the scores of rows, where they have any. */
export const removeScores = (tx: Transaction, version: VersionRef, rows: ArrayLike<number>): Promise<void> =>
  tx.run(`DELETE FROM ${scoreTable(version.function, version.version)} WHERE row ${IN_ORDINALS}`, [ordinalList(rows)]);

/**
 * Stores a column of a score file (see `score-file.ts`), whose first line is the score of row `range.first`: the rows of
 * `wanted`, all of the range when null. None of them may have a score already.
 */
export async function insertScores(
  tx: Transaction,
  version: VersionRef,
  source: { path: string; column: number; range: OrdinalRange; wanted: Bitset | null },
): Promise<void> {
  const { path, column, range, wanted } = source;
  const isWanted = wanted ? "WHERE get_bit(?, file_row_number::INTEGER) = 1" : "";
  const values: SqlValue[] = wanted ? [new DuckDBBitValue(toDuckdbBits(wanted, wanted.length * 8))] : [];
  await tx.run(
    `INSERT INTO ${scoreTable(version.function, version.version)}
     SELECT (file_row_number + ${Math.trunc(range.first)})::UINTEGER, ${columnName(column)}
     FROM read_parquet('${path.replaceAll("'", "''")}', file_row_number = true) ${isWanted}`,
    values,
  );
}

/** The rows of a query of a column `row`, as bits over a range (bit 0 is its first). Cost: some 15 ms for a million rows. */
export async function rowBits(sql: Pick<Sql, "one">, query: string, range: OrdinalRange): Promise<Bitset> {
  // A multiple of 8, so that the BIT value has no padding.
  const length = Math.max(8, Math.ceil(range.count / 8) * 8);
  const last = range.first + range.count - 1;
  const row = await sql.one<{ bits: Uint8Array | null }>(
    `SELECT bitstring_agg(row, ${range.first}, ${range.first + length - 1}) AS bits FROM (${query}) WHERE row BETWEEN ${range.first} AND ${last}`,
  );
  return row?.bits ? fromDuckdbBits(row.bits) : new Uint8Array(length / 8);
}

/** Rows that have a vector in a space. */
export const readyBits = (sql: Pick<Sql, "one">, space: number, range: OrdinalRange): Promise<Bitset> =>
  rowBits(sql, `SELECT row FROM embeddings WHERE space = ${Math.trunc(space)} AND state = 'ready'`, range);

/** Rows that a space takes, whether they have a vector yet or not. */
export const expectedBits = (sql: Pick<Sql, "one">, space: number, range: OrdinalRange): Promise<Bitset> =>
  rowBits(sql, `SELECT row FROM embeddings WHERE space = ${Math.trunc(space)}`, range);

/** Rows that have a score of a version; null when no row has. */
export async function scoredBits(
  sql: Pick<Sql, "one">,
  version: VersionRef,
  range: OrdinalRange,
): Promise<Bitset | null> {
  const table = scoreTable(version.function, version.version);
  if (!(await sql.one(`SELECT 1 FROM ${table} LIMIT 1`))) return null;
  return rowBits(sql, `SELECT row FROM ${table}`, range);
}

/** How many rows have a vector in the space and no score of the version. `ready`: the former, where they were read before. */
export async function countUnscored(
  sql: Pick<Sql, "one">,
  version: VersionRef,
  space: number,
  known: { ready?: Bitset | null } = {},
): Promise<number> {
  const range = { first: 0, count: await nextOrdinal(sql) };
  const ready = known.ready ?? (await readyBits(sql, space, range));
  const scored = await scoredBits(sql, version, range);
  return countBits(scored ? andNotBits(ready, scored) : ready);
}
