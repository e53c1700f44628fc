import type { ProbeReport } from "@pomona/contract/probes";
import type { Sql } from "./database.ts";
import type { FunctionVersion, StoredAnchor, VersionParameters } from "./function-table.ts";
import { int } from "./sql-values.ts";

/** A version without its vectors and weights, for lists. */
export interface VersionLine
  extends Pick<FunctionVersion, "version" | "space" | "state" | "error" | "threshold" | "by" | "note" | "created"> {
  parameters: VersionParameters;
  anchors: StoredAnchor[];
  report: ProbeReport | null;
  completed: Date | null;
  /** Its newest evaluation, as the contract has it. */
  evaluation: { rowsId: string; text: string } | null;
}

/** Versions of a function, newest first. */
export const listVersionLines = async (sql: Pick<Sql, "all">, id: number): Promise<VersionLine[]> =>
  (
    await sql.all(
      `SELECT v.version, v.space, v.state, v.error, v.threshold, v."by", v.note, v.created, v.completed, v.anchors, v.parameters, v.trained,
         e.rows_id, e.evaluation
       FROM function_versions v LEFT JOIN (
         SELECT version, last(rows_id ORDER BY id) AS rows_id, last(evaluation ORDER BY id) AS evaluation
         FROM function_evaluations WHERE function = ? GROUP BY version) e ON e.version = v.version
       WHERE v.function = ? ORDER BY v.version DESC`,
      [id, id],
    )
  ).map((row) => ({
    version: int(row.version),
    space: row.space === null ? null : int(row.space),
    state: row.state as FunctionVersion["state"],
    error: row.error as string | null,
    threshold: row.threshold as number,
    by: row.by as string | null,
    note: row.note as string | null,
    created: row.created as Date,
    completed: row.completed as Date | null,
    parameters: { kind: "similarity", ...JSON.parse(row.parameters as string) } as VersionParameters,
    anchors: JSON.parse(row.anchors as string) as StoredAnchor[],
    report: row.trained === null ? null : (JSON.parse(row.trained as string) as { report: ProbeReport }).report,
    evaluation: row.evaluation === null ? null : { rowsId: row.rows_id as string, text: row.evaluation as string },
  }));
