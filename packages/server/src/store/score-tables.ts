import { FLOAT, UINTEGER } from "@duckdb/node-api";
import { type Database, identifier, type Sql, type Transaction } from "./database.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";

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
    `CREATE TABLE IF NOT EXISTS ${scoreTable(functionId, version)} (row UINTEGER NOT NULL, score FLOAT NOT NULL)`,
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

/** Stores scores of a version, one entry per row in both columns. `replaces`: some of the rows may have a score already. */
export async function appendScores(
  tx: Transaction,
  version: { function: number; version: number },
  scores: { rows: ArrayLike<number>; scores: ArrayLike<number>; replaces: boolean },
): Promise<void> {
  if (scores.rows.length === 0) return;
  if (scores.replaces) {
    await tx.run(`DELETE FROM ${scoreTable(version.function, version.version)} WHERE row ${IN_ORDINALS}`, [
      ordinalList(scores.rows),
    ]);
  }
  await tx.append(`scores_${Math.trunc(version.function)}_${Math.trunc(version.version)}`, [
    { type: UINTEGER, values: scores.rows },
    { type: FLOAT, values: scores.scores },
  ]);
}

/** A function as filters see it. */
export interface ServedFunction {
  id: number;
  name: string;
  /** Score table of the version that is served; null while no version is: unscored everywhere. */
  table: string | null;
}

/** The score table that filters see for a function; null while it is unscored, undefined where there is no such function. */
export async function servedScores(sql: Pick<Sql, "one">, functionName: string): Promise<string | null | undefined> {
  const record = await sql.one<{ id: number; served_version: number | null }>(
    "SELECT id, served_version FROM functions WHERE name = ?",
    [functionName],
  );
  return record && (record.served_version === null ? null : scoreTable(record.id, record.served_version));
}
