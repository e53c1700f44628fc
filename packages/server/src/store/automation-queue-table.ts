import { BOOLEAN, INTEGER, UINTEGER } from "@duckdb/node-api";
import type { Sql, Transaction } from "./database.ts";
import type { CompiledFilter } from "./filter-sql.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import { int } from "./sql-values.ts";

/** Adds a line for each automation and row. */
export async function addToQueue(
  tx: Transaction,
  { automations, rows, held = false }: { automations: readonly number[]; rows: ArrayLike<number>; held?: boolean },
): Promise<void> {
  const count = automations.length * rows.length;
  if (count === 0) return;
  const automation = new Int32Array(count);
  const row = new Uint32Array(count);
  for (const [place, id] of automations.entries()) {
    automation.fill(id, place * rows.length, (place + 1) * rows.length);
    row.set(rows, place * rows.length);
  }
  await tx.append("automation_queue", [
    { type: INTEGER, values: automation },
    { type: UINTEGER, values: row },
    { type: BOOLEAN, values: Array(count).fill(held) },
  ]);
}

const IN_AUTOMATIONS = "IN (SELECT unnest(?::INTEGER[]))";

/**
 * Up to `limit` lines that some automations have not looked at, by automation: rows in ascending order, oldest first
 * over all of them. `settled` is true for rows that may be looked at, over the queue as `r`.
 */
export async function waitingRows(
  sql: Pick<Sql, "numbers">,
  { automations, settled, limit }: { automations: readonly number[]; settled: CompiledFilter; limit: number },
): Promise<Map<number, Uint32Array>> {
  const [ids, rows] = await sql.numbers(
    `SELECT r.automation::UINTEGER, r.row FROM automation_queue r
     WHERE NOT r.held AND r.automation ${IN_AUTOMATIONS} AND ${settled.where} ORDER BY r.row LIMIT ${Math.trunc(limit)}`,
    [ordinalList(automations), ...settled.values],
  );
  const found = new Map<number, Set<number>>();
  for (let i = 0; i < (rows?.length ?? 0); i++) {
    const id = ids?.[i] as number;
    let of = found.get(id);
    if (!of) {
      of = new Set();
      found.set(id, of);
    }
    of.add(rows?.[i] as number);
  }
  return new Map([...found].map(([id, of]) => [id, Uint32Array.from(of)]));
}

/** The first `limit` rows that an automation held back, oldest first. */
export async function heldRows(sql: Pick<Sql, "columns">, automation: number, limit: number): Promise<number[]> {
  const [rows = []] = await sql.columns(
    `SELECT DISTINCT row FROM automation_queue WHERE held AND automation = ? ORDER BY row LIMIT ${Math.trunc(limit)}`,
    [automation],
  );
  return rows as number[];
}

/** Takes lines that were looked at out of the queue; `held`: those that were held back. */
export async function takeFromQueue(
  tx: Transaction,
  looked: ReadonlyMap<number, ArrayLike<number>>,
  { held }: { held: boolean },
): Promise<void> {
  // Automations that looked at the same rows, as most do, go in one statement.
  const together = new Map<string, { ids: number[]; rows: ArrayLike<number> }>();
  for (const [id, rows] of looked) {
    if (rows.length === 0) continue;
    const list = ordinalList(rows) as string;
    const same = together.get(list);
    if (same) same.ids.push(id);
    else together.set(list, { ids: [id], rows });
  }
  for (const [list, { ids, rows }] of together)
    await tx.run(
      `DELETE FROM automation_queue WHERE held = ? AND automation ${IN_AUTOMATIONS} AND row BETWEEN ? AND ? AND row ${IN_ORDINALS}`,
      [held, ordinalList(ids), rows[0] as number, rows[rows.length - 1] as number, list],
    );
}

/** Forgets rows that wait: `waiting` those not looked at, and the looks at all rows; `held` those over the cap. */
export async function clearQueue(tx: Transaction, automation: number, which: "waiting" | "held"): Promise<number> {
  const isHeld = which === "held";
  const count = int(
    (
      await tx.one("SELECT count(DISTINCT row) AS n FROM automation_queue WHERE automation = ? AND held = ?", [
        automation,
        isHeld,
      ])
    )?.n,
  );
  await tx.run("DELETE FROM automation_queue WHERE automation = ? AND held = ?", [automation, isHeld]);
  if (!isHeld) await tx.run("DELETE FROM automation_sweeps WHERE automation = ?", [automation]);
  return count;
}

/** Rows that were held back are to be looked at again. */
export const releaseHeld = (tx: Transaction, automation: number): Promise<void> =>
  tx.run("UPDATE automation_queue SET held = false WHERE held AND automation = ?", [automation]);

/** Rows that wait and rows held back, by automation. */
export async function countQueue(sql: Pick<Sql, "all">): Promise<Map<number, { waiting: number; held: number }>> {
  const lines = await sql.all(
    `SELECT automation, count(DISTINCT row) FILTER (WHERE NOT held) AS waiting, count(DISTINCT row) FILTER (WHERE held) AS held
     FROM automation_queue GROUP BY automation`,
  );
  return new Map(lines.map((line) => [int(line.automation), { waiting: int(line.waiting), held: int(line.held) }]));
}

/** A look at all rows below `ordinals`, done below `nextRow`. */
export interface Sweep {
  id: number;
  automation: number;
  cause: "rescored" | "run";
  ordinals: number;
  nextRow: number;
}

export const listSweeps = async (sql: Pick<Sql, "all">): Promise<Sweep[]> =>
  (await sql.all("SELECT id, automation, cause, ordinals, next_row FROM automation_sweeps ORDER BY id")).map((row) => ({
    id: int(row.id),
    automation: int(row.automation),
    cause: row.cause as Sweep["cause"],
    ordinals: int(row.ordinals),
    nextRow: int(row.next_row),
  }));

/** Begins a look at all rows; one of the same cause that has not ended begins again. */
export async function insertSweep(tx: Transaction, { id, automation, cause, ordinals, nextRow }: Sweep): Promise<void> {
  await tx.run("DELETE FROM automation_sweeps WHERE automation = ? AND cause = ?", [automation, cause]);
  await tx.run("INSERT INTO automation_sweeps VALUES (?, ?, ?, ?, ?)", [id, automation, cause, ordinals, nextRow]);
}

/** Notes how far a look has come; at its end it is gone. */
export const setSweepDone = (tx: Transaction, sweep: Pick<Sweep, "id" | "ordinals">, nextRow: number): Promise<void> =>
  nextRow >= sweep.ordinals
    ? tx.run("DELETE FROM automation_sweeps WHERE id = ?", [sweep.id])
    : tx.run("UPDATE automation_sweeps SET next_row = ? WHERE id = ?", [nextRow, sweep.id]);
