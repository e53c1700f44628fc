import { INTEGER, UINTEGER, VARCHAR } from "@duckdb/node-api";
import type { AutomationEntry } from "@pomona/contract/automations";
import type { Sql, Transaction } from "./database.ts";
import { nextId } from "./space-table.ts";
import { int, iso, isoOrNull, stringList, timestamp } from "./sql-values.ts";

/** Keys that an entry keeps. */
const KEYS_TOLD = 20;

export interface LogEntry {
  automation: number;
  event: AutomationEntry["event"];
  at: Date;
  /** Keys of the rows, in order. */
  keys?: readonly string[];
  /** Default: as many as there are keys. */
  rows?: number;
  detail?: string | null;
  delivery?: string | null;
}

/** Adds an entry to the log and gives its id. */
export async function addToLog(tx: Transaction, entry: LogEntry): Promise<number> {
  const id = await nextId(tx);
  const keys = entry.keys ?? [];
  await tx.run("INSERT INTO automation_log VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [
    id,
    entry.automation,
    timestamp(entry.at),
    entry.event,
    BigInt(entry.rows ?? keys.length),
    stringList(keys.slice(0, KEYS_TOLD)),
    entry.detail ?? null,
    entry.delivery ?? null,
  ]);
  return id;
}

/** Entries of an automation, newest first; `after` is the id that the page before ended at, 0 for the first page. */
export async function readLog(
  sql: Pick<Sql, "all">,
  { id, name }: { id: number; name: string },
  page: { after: number; limit: number },
): Promise<AutomationEntry[]> {
  const lines = await sql.all(
    `SELECT * FROM automation_log WHERE automation = ? AND (? = 0 OR id < ?) ORDER BY id DESC LIMIT ${Math.trunc(page.limit)}`,
    [id, page.after, page.after],
  );
  return lines.map((line) => ({
    id: int(line.id),
    automation: name,
    at: iso(line.at),
    event: line.event as AutomationEntry["event"],
    rows: int(line.row_count),
    keys: line.keys as string[],
    detail: line.detail as string | null,
    delivery: line.delivery as string | null,
  }));
}

/** Rows that an automation acted on since a moment. */
export const actedSince = async (sql: Pick<Sql, "one">, automation: number, since: Date): Promise<number> =>
  int(
    (
      await sql.one(
        `SELECT coalesce(sum(row_count), 0) AS n FROM automation_log WHERE automation = ? AND event = 'acted' AND "at" >= ?`,
        [automation, timestamp(since)],
      )
    )?.n,
  );

/** Rows acted on, and when last, by automation. */
export async function countActed(
  sql: Pick<Sql, "all">,
): Promise<Map<number, { acted: number; lastActed: string | null }>> {
  const lines = await sql.all(
    `SELECT automation, sum(row_count) AS acted, max("at") FILTER (WHERE row_count > 0) AS last FROM automation_log
     WHERE event = 'acted' GROUP BY automation`,
  );
  return new Map(
    lines.map((line) => [int(line.automation), { acted: int(line.acted), lastActed: isoOrNull(line.last) }]),
  );
}

/** Rows that an automation acted on, by the entry that tells of it. */
export async function addActs(
  tx: Transaction,
  acts: { automation: number; entry: number; rows: readonly number[]; keys: readonly string[] },
): Promise<void> {
  const count = acts.rows.length;
  if (count === 0) return;
  await tx.append("automation_acts", [
    { type: INTEGER, values: new Int32Array(count).fill(acts.automation) },
    { type: VARCHAR, values: acts.keys },
    { type: UINTEGER, values: acts.rows },
    { type: INTEGER, values: new Int32Array(count).fill(acts.entry) },
  ]);
}

/** Of some keys, those that automations acted on, by automation. */
export async function knownActs(sql: Pick<Sql, "columns">, keys: readonly string[]): Promise<Map<number, Set<string>>> {
  const known = new Map<number, Set<string>>();
  if (keys.length === 0) return known;
  const [automations = [], found = []] = await sql.columns(
    "SELECT automation, key FROM automation_acts WHERE key IN (SELECT unnest(?))",
    [stringList(keys)],
  );
  for (const [i, id] of (automations as number[]).entries()) {
    const of = known.get(id);
    if (of) of.add(found[i] as string);
    else known.set(id, new Set([found[i] as string]));
  }
  return known;
}
