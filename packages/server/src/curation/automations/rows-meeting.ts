import type { SqlValue, Transaction } from "../../store/database.ts";
import { IN_ORDINALS, ordinalList } from "../../store/row-table.ts";
import type { ReadyAutomation } from "./ready-automations.ts";

/** Filters asked in one statement: each saves planning one of its own. */
const TOGETHER = 32;

/** Rows, in ascending order, that meet the filter of an automation. */
export interface Met {
  automation: ReadyAutomation;
  rows: readonly number[];
}

/** Which of the rows that each automation looks at (in ascending order) meet its filter. */
export async function rowsMeeting(
  tx: Transaction,
  automations: readonly ReadyAutomation[],
  looked: ReadonlyMap<number, Uint32Array>,
): Promise<Met[]> {
  const met: Met[] = [];
  // Most look at the same rows: those that arrived.
  const together = new Map<string, ReadyAutomation[]>();
  for (const automation of automations) {
    const rows = looked.get(automation.id);
    if (!rows?.length) continue;
    const list = ordinalList(rows) as string;
    const group = together.get(list);
    if (group) group.push(automation);
    else together.set(list, [automation]);
  }
  for (const group of together.values())
    for (let start = 0; start < group.length; start += TOGETHER) {
      const some = group.slice(start, start + TOGETHER);
      met.push(...(await askTogether(tx, some, looked.get(some[0]?.id ?? -1) as Uint32Array)));
    }
  // Those made first act first.
  return met.sort((a, b) => a.automation.id - b.automation.id);
}

async function askTogether(
  tx: Transaction,
  automations: readonly ReadyAutomation[],
  rows: Uint32Array,
): Promise<Met[]> {
  const within = { first: rows[0] as number, last: rows.at(-1) as number };
  const filters = automations.map((automation) => automation.compile(within));
  const [ordinals = [], ...answers] = await tx.columns(
    `SELECT r.row, ${filters.map(({ where }) => `(${where}) IS TRUE`).join(", ")} FROM rows r
     WHERE r.row BETWEEN ${within.first} AND ${within.last} AND r.row ${IN_ORDINALS} ORDER BY r.row`,
    [...filters.flatMap(({ values }): SqlValue[] => values), ordinalList(rows)],
  );
  return automations.map((automation, place) => ({
    automation,
    rows: (ordinals as number[]).filter((_, i) => answers[place]?.[i]),
  }));
}
