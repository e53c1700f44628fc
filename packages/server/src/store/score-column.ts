import { giveTurn } from "../config/give-turn.ts";
import type { Sql } from "./database.ts";

/** Ordinals read at once: some 10 ms. */
const READ_ROWS = 1 << 17;

/**
 * The scores of a table or a parenthesised query `(row, score)` over ordinals below `count`, NaN where there is none.
 * About 150 ms for a million rows, in turns.
 */
export async function readScoreColumn(sql: Pick<Sql, "columns">, source: string, count: number): Promise<Float32Array> {
  const column = new Float32Array(count).fill(Number.NaN);
  for (let first = 0; first < count; first += READ_ROWS) {
    const [rows = [], scores = []] = await sql.columns(
      `SELECT row, score FROM ${source} WHERE row BETWEEN ${first} AND ${Math.min(count, first + READ_ROWS) - 1}`,
    );
    for (let i = 0; i < rows.length; i++) column[rows[i] as number] = scores[i] as number;
    await giveTurn();
  }
  return column;
}
