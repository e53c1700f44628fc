import type { Histogram } from "@pomona/contract/rows";
import type { Sql } from "./database.ts";
import type { HistogramQuery } from "./query-histogram.ts";
import { int } from "./sql-values.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 1970-01-05, a Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;
/** Dates beyond it have no place in the calendar of JavaScript. */
const FARTHEST_MS = 8.5e15;
const MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000];

/** Equal parts of the calendar, numbered through all time; UTC. */
interface CalendarStep {
  /** Number of the part that a moment lies in. */
  indexOf(ms: number): number;
  /** The moment a part begins at. */
  startOf(index: number): number;
  /** The number over `x`, milliseconds as DOUBLE. */
  sql: string;
}

const fixed = (lengthMs: number, originMs = 0): CalendarStep => ({
  indexOf: (ms) => Math.floor((ms - originMs) / lengthMs),
  startOf: (index) => originMs + index * lengthMs,
  sql: `floor((x - ${originMs}) / ${lengthMs})`,
});

const months = (count: number): CalendarStep => ({
  indexOf: (ms) => {
    const date = new Date(ms);
    return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count);
  },
  startOf: (index) => {
    // Date.UTC reads years below 100 as 19xx.
    const date = new Date(0);
    date.setUTCFullYear(Math.floor((index * count) / 12), (((index * count) % 12) + 12) % 12, 1);
    return date.getTime();
  },
  sql: `floor((year(epoch_ms(x::BIGINT)) * 12 + month(epoch_ms(x::BIGINT)) - 1) / ${count})`,
});

const STEPS: readonly CalendarStep[] = [
  ...[MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS, DAY_MS].map((length) =>
    fixed(length),
  ),
  fixed(7 * DAY_MS, FIRST_MONDAY_MS),
  ...MONTHS.map(months),
];

/**
 * Counts of a date, in milliseconds since 1970, in the shortest bins of the calendar (minutes to centuries, UTC) of which
 * at most `bins` cover the span: bin i has [edges[i], edges[i+1]). `high` is left out of the span where it is given. One
 * bin without rows where there are no values. Cost as of `countBins`.
 */
export async function countCalendarBins(sql: Sql, query: HistogramQuery): Promise<Histogram> {
  const { source, bins, total } = query;
  const { low, end } = await spanOf(sql, query);
  const count = (step: CalendarStep) => step.indexOf(end - 1) - step.indexOf(low) + 1;
  const step = STEPS.find((candidate) => count(candidate) <= bins) ?? (STEPS.at(-1) as CalendarStep);
  const first = step.indexOf(low);
  const edges = Array.from({ length: count(step) + 1 }, (_, i) => step.startOf(first + i));
  const lines = await sql.all<{ bin: number; n: bigint }>(
    `SELECT (CASE WHEN x < CAST(? AS DOUBLE) THEN -1 WHEN x >= CAST(? AS DOUBLE) THEN ${edges.length - 1}
         ELSE ${step.sql} - ${first} END)::INTEGER AS bin, count(*) AS n
     FROM (${source.sql}) WHERE isfinite(x) GROUP BY bin`,
    [String(edges[0]), String(edges.at(-1)), ...source.values],
  );
  const counts = new Array<number>(edges.length - 1).fill(0);
  const outside = { below: 0, above: 0 };
  let present = 0;
  for (const { bin, n } of lines) {
    present += int(n);
    if (bin < 0) outside.below = int(n);
    else if (bin >= counts.length) outside.above = int(n);
    else counts[bin] = int(n);
  }
  return { edges, counts, missing: total - present, ...outside };
}

/** From `low` up to, not including, `end`. */
async function spanOf(sql: Sql, query: HistogramQuery): Promise<{ low: number; end: number }> {
  const { low, end } = await spanAsked(sql, query);
  const from = Math.min(FARTHEST_MS, Math.max(-FARTHEST_MS, low));
  return { low: from, end: Math.min(FARTHEST_MS + 1, Math.max(from + 1, end)) };
}

async function spanAsked(sql: Sql, { source, low, high }: HistogramQuery): Promise<{ low: number; end: number }> {
  if (low !== undefined && high !== undefined) return { low, end: high };
  const found = await sql.one<{ least: number | null; greatest: number | null }>(
    `SELECT min(x) AS least, max(x) AS greatest FROM (${source.sql}) WHERE isfinite(x)`,
    source.values,
  );
  const from = low ?? Math.min(found?.least ?? 0, high ?? Number.POSITIVE_INFINITY);
  return { low: from, end: high ?? (found?.greatest ?? from) + 1 };
}
