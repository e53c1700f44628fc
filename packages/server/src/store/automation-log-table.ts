import { BIGINT, INTEGER, TIMESTAMP, UINTEGER, VARCHAR } from "@duckdb/node-api";
import type { AutomationEntry } from "@pomona/contract/automations";
import type { Sql, Transaction } from "./database.ts";
import { int, iso, isoOrNull, STRING_LIST, stringList, timestamp } from "./sql-values.ts";

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

/** Adds entries to the log and gives their ids, in order. */
export async function addToLog(tx: Transaction, entries: readonly LogEntry[]): Promise<number[]> {
  if (entries.length === 0) return [];
  const ids = (await tx.all(`SELECT nextval('ids') AS id FROM range(${entries.length})`)).map(({ id }) => int(id));
  await tx.append("automation_log", [
    { type: INTEGER, values: ids },
    { type: INTEGER, values: entries.map(({ automation }) => automation) },
    { type: TIMESTAMP, values: entries.map(({ at }) => timestamp(at)) },
    { type: VARCHAR, values: entries.map(({ event }) => event) },
    { type: BIGINT, values: entries.map(({ rows, keys = [] }) => BigInt(rows ?? keys.length)) },
    { type: STRING_LIST, values: entries.map(({ keys = [] }) => stringList(keys.slice(0, KEYS_TOLD))) },
    { type: VARCHAR, values: entries.map(({ detail }) => detail ?? null) },
    { type: VARCHAR, values: entries.map(({ delivery }) => delivery ?? null) },
  ]);
  return ids;
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

/** A row that an automation acted on, and the entry that tells of it. */
export interface Act {
  automation: number;
  key: string;
  row: number;
  entry: number;
}

export async function addActs(tx: Transaction, acts: readonly Act[]): Promise<void> {
  if (acts.length === 0) return;
  await tx.append("automation_acts", [
    { type: INTEGER, values: acts.map(({ automation }) => automation) },
    { type: VARCHAR, values: acts.map(({ key }) => key) },
    { type: UINTEGER, values: acts.map(({ row }) => row) },
    { type: INTEGER, values: acts.map(({ entry }) => entry) },
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
