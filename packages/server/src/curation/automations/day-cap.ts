import { actedSince } from "../../store/automation-log-table.ts";
import type { AutomationRecord } from "../../store/automation-table.ts";
import type { Sql } from "../../store/database.ts";

/** The UTC date of a moment, as `2026-11-27`. */
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** Rows that an automation may act on until the day (UTC) ends. */
export async function roomToday(
  sql: Pick<Sql, "one">,
  { id, action }: Pick<AutomationRecord, "id" | "action">,
  now: Date,
): Promise<number> {
  const cap = action.kind === "batch" ? action.dailyCap : null;
  if (cap === null) return Number.MAX_SAFE_INTEGER;
  return Math.max(0, cap - (await actedSince(sql, id, new Date(`${dayOf(now)}T00:00:00.000Z`))));
}
