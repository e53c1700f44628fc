import type { Delivery } from "@pomona/contract/automations";
import { Problem } from "@pomona/contract/problems";
import type { Sql, Transaction } from "./database.ts";
import { int, iso, isoOrNull, stringList, timestamp, timestampOrNull } from "./sql-values.ts";

/** A call that is to be made. */
export interface NewDelivery {
  id: string;
  automation: number;
  url: string;
  body: string;
  rows: number;
  now: Date;
}

export async function insertDelivery(tx: Transaction, delivery: NewDelivery): Promise<void> {
  const { id, automation, url, body, rows, now } = delivery;
  await tx.run("INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, 'pending', 0, NULL, NULL, ?, ?, NULL)", [
    id,
    automation,
    url,
    body,
    BigInt(rows),
    timestamp(now),
    timestamp(now),
  ]);
}

const COLUMNS = `d.id, a.name AS automation, d.url, d.state, d.row_count, d.attempts, d.status, d.error, d.next_attempt,
  d.created, d.ended FROM deliveries d JOIN automations a ON a.id = d.automation`;
const fromRow = (row: Record<string, unknown>): Delivery => ({
  id: row.id as string,
  automation: row.automation as string,
  url: row.url as string,
  state: row.state as Delivery["state"],
  rows: int(row.row_count),
  attempts: int(row.attempts),
  status: row.status === null ? null : int(row.status),
  error: row.error as string | null,
  nextAttempt: isoOrNull(row.next_attempt),
  created: iso(row.created),
  ended: isoOrNull(row.ended),
});

/** Calls, newest first, from the place `after` on. */
export const listDeliveryRecords = async (
  sql: Pick<Sql, "all">,
  asked: { automation?: number | undefined; state?: Delivery["state"] | undefined; after: number; limit: number },
): Promise<Delivery[]> =>
  (
    await sql.all(
      `SELECT ${COLUMNS} WHERE (?::INTEGER IS NULL OR d.automation = ?) AND (?::VARCHAR IS NULL OR d.state = ?)
       ORDER BY d.created DESC, d.id LIMIT ${Math.trunc(asked.limit)} OFFSET ${Math.trunc(asked.after)}`,
      [asked.automation ?? null, asked.automation ?? null, asked.state ?? null, asked.state ?? null],
    )
  ).map(fromRow);

/** The call of that id, or Problem `delivery-not-found`. */
export async function deliveryById(sql: Pick<Sql, "all">, id: string): Promise<Delivery> {
  const [row] = await sql.all(`SELECT ${COLUMNS} WHERE d.id = ?`, [id]);
  if (!row)
    throw new Problem("delivery-not-found", { detail: `There is no delivery ${id}.`, fields: { delivery: id } });
  return fromRow(row);
}

/** What a try needs to know. */
export interface DueDelivery {
  id: string;
  automation: number;
  /** JSON of the automation's action: it has the secret, and the address as it is now. */
  action: string;
  body: string;
  attempts: number;
}

const OF_ACTIVE = "d.state = 'pending' AND d.automation IN (SELECT id FROM automations WHERE state = 'active')";

/**
 * Calls of automations that are not paused and whose time has come; and when the next of the others is due, null without
 * any. Automations take turns, those with the fewest calls under way (`running`) first: a receiver that hangs keeps none
 * of the others waiting. The calls of each are in order of their time.
 */
export async function dueDeliveries(
  sql: Pick<Sql, "all" | "one">,
  { now, limit, running }: { now: Date; limit: number; running: readonly string[] },
): Promise<{ due: DueDelivery[]; next: Date | null }> {
  const due = await sql.all(
    `WITH running AS (SELECT id, automation FROM deliveries WHERE id IN (SELECT unnest(?))),
     turns AS (
       SELECT d.id, d.next_attempt,
         row_number() OVER (PARTITION BY d.automation ORDER BY d.next_attempt, d.id)
           + (SELECT count(*) FROM running r WHERE r.automation = d.automation) AS turn
       FROM deliveries d WHERE ${OF_ACTIVE} AND d.next_attempt <= ? AND d.id NOT IN (SELECT id FROM running)
       ORDER BY turn, d.next_attempt, d.id LIMIT ${Math.trunc(limit)})
     SELECT d.id, d.automation, a.action, d.body, d.attempts
     FROM turns t JOIN deliveries d ON d.id = t.id JOIN automations a ON a.id = d.automation
     ORDER BY t.turn, t.next_attempt, t.id`,
    [stringList(running), timestamp(now)],
  );
  const next = await sql.one(
    `SELECT min(d.next_attempt) AS next FROM deliveries d WHERE ${OF_ACTIVE} AND d.next_attempt > ?`,
    [timestamp(now)],
  );
  return {
    due: due.map((row) => ({
      id: row.id as string,
      automation: int(row.automation),
      action: row.action as string,
      body: row.body as string,
      attempts: int(row.attempts),
    })),
    next: (next?.next as Date | null | undefined) ?? null,
  };
}

/** How a try ended. */
export interface Attempt {
  state: Delivery["state"];
  attempts: number;
  status: number | null;
  error: string | null;
  nextAttempt: Date | null;
  ended: Date | null;
}

/** Notes a try. What was delivered is not kept: its body goes. */
export async function storeAttempt(tx: Transaction, id: string, attempt: Attempt): Promise<void> {
  await tx.run(
    `UPDATE deliveries SET state = ?, attempts = ?, status = ?, error = ?, next_attempt = ?, ended = ?,
     body = CASE WHEN ? = 'delivered' THEN '' ELSE body END WHERE id = ?`,
    [
      attempt.state,
      attempt.attempts,
      attempt.status,
      attempt.error,
      timestampOrNull(attempt.nextAttempt),
      timestampOrNull(attempt.ended),
      attempt.state,
      id,
    ],
  );
}

/** Makes a call due now, with all its tries before it. */
export const makeDue = (tx: Transaction, id: string, now: Date): Promise<void> =>
  tx.run("UPDATE deliveries SET state = 'pending', attempts = 0, next_attempt = ?, ended = NULL WHERE id = ?", [
    timestamp(now),
    id,
  ]);

/** Calls of each automation by state. */
export async function countDeliveries(
  sql: Pick<Sql, "all">,
): Promise<Map<number, { pending: number; delivered: number; dead: number }>> {
  const counts = new Map<number, { pending: number; delivered: number; dead: number }>();
  for (const row of await sql.all("SELECT automation, state, count(*) AS n FROM deliveries GROUP BY 1, 2")) {
    const id = int(row.automation);
    const known = counts.get(id) ?? { pending: 0, delivered: 0, dead: 0 };
    counts.set(id, { ...known, [row.state as string]: int(row.n) });
  }
  return counts;
}
