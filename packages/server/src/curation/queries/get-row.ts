import { Problem } from "@pomona/contract/problems";
import type { Row, ScoreOrigin } from "@pomona/contract/rows";
import { ordinalsByKey, readRows } from "../../store/row-read.ts";
import { scoreOrigins } from "../../store/score-origins.ts";
import { onSnapshot, prepareFilter, type QueryContext } from "./query-context.ts";
import { listedRow } from "./query-rows.ts";

/** One row with everything that is known of it. */
export interface WholeRow extends Row {
  /** Keys of the other rows with the same content, the oldest first. */
  duplicatesOf: string[];
  projects: { project: string; batch: string }[];
  /** Where its score in each function comes from. */
  origins: Record<string, ScoreOrigin>;
}

/** The whole row of a key, with its scores in every function (null: unscored). Throws `row-not-found`. */
export async function getRow(context: QueryContext, key: string): Promise<WholeRow> {
  return onSnapshot(context, await prepareFilter(context, undefined), async ({ sql, names }) => {
    const ordinal = (await ordinalsByKey(sql, [key])).get(key);
    const [row] =
      ordinal === undefined ? [] : await readRows(sql, names, [ordinal], { functions: [...names.functions.values()] });
    if (!row)
      throw new Problem("row-not-found", {
        detail: `There is no row with the key ${JSON.stringify(key)}.`,
        fields: { key },
      });
    const same = await sql.all<{ key: string }>(
      "SELECT key FROM rows WHERE content_hash = ? AND row <> ? ORDER BY row LIMIT 1000",
      [row.contentHash, row.ordinal],
    );
    return {
      ...listedRow(row, null),
      duplicatesOf: same.map((other) => other.key),
      projects: await sql.all<{ project: string; batch: string }>(
        `SELECT p.name AS project, b.name AS batch FROM batch_rows x JOIN batches b ON b.id = x.batch JOIN projects p ON p.id = b.project
         WHERE x.row = ? ORDER BY b.id`,
        [row.ordinal],
      ),
      origins: await scoreOrigins(sql, row.ordinal, row.scores),
    };
  });
}
