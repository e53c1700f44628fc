import type { Evaluation } from "@pomona/contract/evaluations";
import type { Sql, Transaction } from "./database.ts";
import type { VersionRef } from "./score-tables.ts";
import { nextId } from "./space-table.ts";
import { int, timestamp } from "./sql-values.ts";

/** Evaluations of a function that are kept, the newest; each has some ten kilobytes. */
const KEPT = 100;

/** Stores an evaluation; returns its id. */
export async function insertEvaluation(
  tx: Transaction,
  functionId: number,
  evaluation: Omit<Evaluation, "id">,
): Promise<number> {
  const id = await nextId(tx);
  await tx.run("INSERT INTO function_evaluations VALUES (?, ?, ?, ?, ?, ?)", [
    id,
    functionId,
    evaluation.version,
    evaluation.rowsId,
    JSON.stringify(evaluation),
    timestamp(new Date(evaluation.created)),
  ]);
  await tx.run(
    `DELETE FROM function_evaluations WHERE function = ? AND id NOT IN
       (SELECT id FROM function_evaluations WHERE function = ? ORDER BY id DESC LIMIT ${KEPT})`,
    [functionId, functionId],
  );
  return id;
}

/** Evaluations of a function, or of one version of it; newest first. */
export const listEvaluations = async (
  sql: Pick<Sql, "all">,
  functionId: number,
  version?: number,
): Promise<Evaluation[]> =>
  (
    await sql.all(
      `SELECT id, evaluation FROM function_evaluations WHERE function = ? ${version === undefined ? "" : "AND version = ?"}
       ORDER BY id DESC`,
      [functionId, ...(version === undefined ? [] : [version])],
    )
  ).map(({ id, evaluation }) => ({
    id: int(id),
    ...(JSON.parse(evaluation as string) as Omit<Evaluation, "id">),
  }));

export const hasEvaluation = async (sql: Pick<Sql, "one">, version: VersionRef): Promise<boolean> =>
  (await sql.one("SELECT 1 FROM function_evaluations WHERE function = ? AND version = ? LIMIT 1", [
    version.function,
    version.version,
  ])) !== undefined;
