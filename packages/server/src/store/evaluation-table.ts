import type { Evaluation } from "@pomona/contract/evaluations";
import type { Sql, Transaction } from "./database.ts";
import type { ServedPart } from "./score-origins.ts";
import type { VersionRef } from "./score-tables.ts";
import { nextId } from "./space-table.ts";
import { int, timestamp } from "./sql-values.ts";

/** Evaluations of a function that are kept, the newest; each has some ten kilobytes. */
const KEPT = 100;

/** An evaluation as it is stored: parts by id, as they may be renamed; those from before parts were noted have none. */
export type StoredEvaluation = Omit<Evaluation, "id" | "parts"> & { parts?: ServedPart[] };

/** Stores an evaluation; returns its id. */
export async function insertEvaluation(
  tx: Transaction,
  functionId: number,
  evaluation: StoredEvaluation,
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
export async function listEvaluations(
  sql: Pick<Sql, "all">,
  functionId: number,
  version?: number,
): Promise<Evaluation[]> {
  const lines = await sql.all(
    `SELECT id, evaluation FROM function_evaluations WHERE function = ? ${version === undefined ? "" : "AND version = ?"}
       ORDER BY id DESC`,
    [functionId, ...(version === undefined ? [] : [version])],
  );
  const found = await sql.all<{ id: unknown; name: string }>("SELECT id, name FROM functions");
  const names = new Map(found.map(({ id, name }) => [int(id), name]));
  return lines.map(({ id, evaluation }) => {
    const { parts = [], ...stored } = JSON.parse(evaluation as string) as StoredEvaluation;
    const named = parts.map((part) => ({ function: names.get(part.id) ?? null, version: part.version }));
    return { id: int(id), ...stored, parts: named };
  });
}

/** Evaluations against a truth that has a filter, of all functions. */
export const evaluationsByFilter = async (
  sql: Pick<Sql, "all">,
): Promise<{ id: number; evaluation: StoredEvaluation }[]> =>
  (
    await sql.all(
      `SELECT id, evaluation FROM function_evaluations
       WHERE json_extract_string(evaluation, '$.truth.filter') IS NOT NULL OR json_extract_string(evaluation, '$.truth.among') IS NOT NULL`,
    )
  ).map(({ id, evaluation }) => ({ id: int(id), evaluation: JSON.parse(evaluation as string) as StoredEvaluation }));

export const replaceEvaluation = (tx: Transaction, id: number, evaluation: StoredEvaluation): Promise<void> =>
  tx.run("UPDATE function_evaluations SET evaluation = ? WHERE id = ?", [JSON.stringify(evaluation), id]);

/** The newest evaluation of a version. */
export async function newestEvaluation(
  sql: Pick<Sql, "one">,
  { function: id, version }: VersionRef,
): Promise<StoredEvaluation | undefined> {
  const line = await sql.one(
    "SELECT evaluation FROM function_evaluations WHERE function = ? AND version = ? ORDER BY id DESC LIMIT 1",
    [id, version],
  );
  return line && (JSON.parse(line.evaluation as string) as StoredEvaluation);
}
