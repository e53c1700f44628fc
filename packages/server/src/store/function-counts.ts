import { inTurns } from "../config/give-turn.ts";
import type { Sql } from "./database.ts";
import type { FunctionRecord } from "./function-table.ts";
import { nextOrdinal } from "./row-table.ts";
import type { ServedFunction } from "./score-source.ts";
import { scoreTable } from "./score-tables.ts";
import { type ColumnReader, everyRow, servedColumn } from "./served-column.ts";
import { loadServedFunctions } from "./served-functions.ts";
import { int } from "./sql-values.ts";

/** Functions counted in one statement: planning one of thousands of parts would take longer than running it. */
const AT_ONCE = 50;
const STEPS = 20;
const MOST_ROWS_PER_STEP = 1000;

/** What is counted of the scores of a function. */
export interface FunctionCounts {
  /** Rows scored by the newest version. */
  scored: number;
  /** Rows scored by the served version, and of these, those that reach the threshold. */
  servedScored: number;
  above: number;
  arrivals: { rowsPerStep: number; steps: { scored: number; above: number }[] };
}

/**
 * Counts of functions by id, of one snapshot. One statement for fifty functions: a scan of each served score column, and
 * of the end of it for what arrived last. `kept` keeps the columns that combinations are made of.
 */
export async function countFunctions(
  sql: Pick<Sql, "all" | "one" | "numbers">,
  records: readonly FunctionRecord[],
  kept: ColumnReader["kept"],
): Promise<Map<number, FunctionCounts>> {
  const ordinals = await nextOrdinal(sql);
  const rowsPerStep = Math.min(MOST_ROWS_PER_STEP, Math.max(1, Math.ceil(ordinals / STEPS)));
  const stepCount = Math.min(STEPS, Math.ceil(ordinals / rowsPerStep));
  const first = ordinals - stepCount * rowsPerStep;
  const counts = new Map<number, FunctionCounts>(
    records.map(({ id }) => [
      id,
      {
        scored: 0,
        servedScored: 0,
        above: 0,
        arrivals: { rowsPerStep, steps: Array.from({ length: stepCount }, () => ({ scored: 0, above: 0 })) },
      },
    ]),
  );
  const stored = records.filter(({ kind }) => kind !== "combination");
  for (let start = 0; start < stored.length; start += AT_ONCE) {
    const parts = stored.slice(start, start + AT_ONCE).flatMap((record) => partsOf(record, { first, rowsPerStep }));
    const rows = await sql.all<{ id: number; step: number; n: bigint; above: bigint }>(
      parts.map((part) => part.sql).join(" UNION ALL "),
      parts.flatMap((part) => part.values),
    );
    for (const { id, step, n, above } of rows) {
      const entry = counts.get(id);
      if (entry) note(entry, { step, scored: int(n), above: int(above) });
    }
  }
  const combined = records.filter(({ kind }) => kind === "combination");
  if (combined.length === 0) return counts;
  const columns = new Map<string, Promise<Float32Array>>();
  const reader = everyRow(sql, ordinals, (key, work, tables) => {
    const column = columns.get(key) ?? kept(key, work, tables);
    columns.set(key, column);
    return column;
  });
  const served = new Map((await loadServedFunctions(sql)).map((one) => [one.id, one]));
  await countCombined(reader, combined, { counts, first, served });
  return counts;
}

/** Counts combinations in their columns. About 10 ms for a million rows of each, and as much for each of their parts. */
async function countCombined(
  reader: ColumnReader,
  records: readonly FunctionRecord[],
  known: {
    counts: ReadonlyMap<number, FunctionCounts>;
    first: number;
    served: ReadonlyMap<number, ServedFunction>;
  },
): Promise<void> {
  for (const { id, threshold } of records) {
    const [entry, one] = [known.counts.get(id), known.served.get(id)];
    if (!entry || !one?.combined) continue;
    const scores = await servedColumn(reader, one);
    // Stored scores are compared with the threshold as a float.
    const least = Math.fround(threshold);
    const { steps, rowsPerStep } = entry.arrivals;
    await inTurns(scores.length, (start, end) => {
      for (let row = start; row < end; row++) {
        const score = scores[row] as number;
        if (Number.isNaN(score)) continue;
        const isAbove = score >= least ? 1 : 0;
        entry.servedScored++;
        entry.above += isAbove;
        const step = row >= known.first ? steps[Math.floor((row - known.first) / rowsPerStep)] : undefined;
        if (!step) continue;
        step.scored++;
        step.above += isAbove;
      }
    });
    entry.scored = entry.servedScored;
  }
}

const NEWEST = -1;
const SERVED = -2;

function note(entry: FunctionCounts, { step, scored, above }: { step: number; scored: number; above: number }): void {
  if (step === NEWEST) entry.scored = scored;
  else if (step === SERVED) Object.assign(entry, { servedScored: scored, above });
  // A row may have arrived since the ordinals were read.
  else if (entry.arrivals.steps[step]) entry.arrivals.steps[step] = { scored, above };
}

function partsOf(
  { id, version, servedVersion, threshold }: FunctionRecord,
  { first, rowsPerStep }: { first: number; rowsPerStep: number },
): { sql: string; values: number[] }[] {
  const newest = {
    sql: `SELECT ${id} AS id, ${NEWEST} AS step, count(*) AS n, 0 AS above FROM ${scoreTable(id, version)}`,
    values: [],
  };
  if (servedVersion === null) return [newest];
  const served = scoreTable(id, servedVersion);
  const above = "count(*) FILTER (WHERE score >= CAST(? AS FLOAT)) AS above";
  return [
    newest,
    { sql: `SELECT ${id} AS id, ${SERVED} AS step, count(*) AS n, ${above} FROM ${served}`, values: [threshold] },
    {
      sql: `SELECT ${id} AS id, ((row - ${first}) // ${rowsPerStep})::INTEGER AS step, count(*) AS n, ${above}
            FROM ${served} WHERE row >= ${first} GROUP BY step`,
      values: [threshold],
    },
  ];
}
