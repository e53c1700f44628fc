import type { Histogram } from "@pomona/contract/rows";
import type { Sql, SqlValue } from "./database.ts";
import { int } from "./sql-values.ts";

export interface HistogramQuery {
  /** Rows with a column `x DOUBLE`: the values; NULL, or no row at all, where there is none. */
  source: { sql: string; values: SqlValue[] };
  /** Rows the histogram is of, with or without a value. */
  total: number;
  bins: number;
  /** Default: the least and the greatest finite value. */
  low?: number | undefined;
  high?: number | undefined;
}

/**
 * Counts of a number in equal bins: bin i has [edges[i], edges[i+1]), the last one its upper edge too. Exact: each value
 * is compared with the edges that are returned. Infinite values count as below or above, NaN as missing. Cost: one scan,
 * and one more where a bound is not given.
 */
export async function countBins(sql: Sql, query: HistogramQuery): Promise<Histogram> {
  const { source, bins } = query;
  const [low, high] = await bounds(sql, query);
  const edges = Array.from({ length: bins + 1 }, (_, i) => edgeAt(low, high, i / bins));
  // The same operations on the same doubles as `edgeAt`, so that no table of edges is looked up for each value.
  const edge = (bin: string) =>
    `(CASE WHEN ${bin} = ${bins} THEN high ELSE low + span * (${bin} / ${bins}::DOUBLE) END)`;
  const rows = await sql.all<{ bin: number; n: bigint }>(
    `WITH e AS (SELECT CAST(? AS DOUBLE) AS low, CAST(? AS DOUBLE) AS high, CAST(? AS DOUBLE) AS span),
     b AS (
       SELECT x, low, high, span, CASE WHEN x >= high THEN ${bins - 1} ELSE floor((x - low) / span * ${bins}) END AS guess
       FROM (${source.sql}), e WHERE NOT isnan(x)
     ), c AS (SELECT *, CASE WHEN guess < ${bins} THEN guess ELSE ${bins - 1} END AS near FROM b)
     SELECT (CASE WHEN x < low THEN -1 WHEN x > high THEN ${bins}
         ELSE near - (x < ${edge("near")})::INTEGER + (near < ${bins - 1} AND x >= ${edge("(near + 1)")})::INTEGER END)::INTEGER AS bin,
       count(*) AS n FROM c GROUP BY bin`,
    [String(low), String(high), String(high - low), ...source.values],
  );
  const counts = new Array<number>(bins).fill(0);
  const outside = { below: 0, above: 0 };
  let present = 0;
  for (const { bin, n } of rows) {
    present += int(n);
    if (bin < 0) outside.below = int(n);
    else if (bin >= bins) outside.above = int(n);
    else counts[bin] = int(n);
  }
  return { edges, counts, missing: query.total - present, ...outside };
}

/** Both ends are met exactly. */
const edgeAt = (low: number, high: number, part: number): number => (part === 1 ? high : low + (high - low) * part);

async function bounds(sql: Sql, query: HistogramQuery): Promise<[number, number]> {
  const { source } = query;
  const isSpanKnown = query.low !== undefined && query.high !== undefined;
  const span = isSpanKnown
    ? undefined
    : await sql.one<{ least: number | null; greatest: number | null }>(
        `SELECT min(x) AS least, max(x) AS greatest FROM (${source.sql}) WHERE isfinite(x)`,
        source.values,
      );
  const low = query.low ?? Math.min(span?.least ?? 0, query.high ?? Number.POSITIVE_INFINITY);
  const high = query.high ?? Math.max(span?.greatest ?? low + 1, low);
  if (high > low) return [low, high];
  // All values are equal: they stand in the middle.
  const pad = Math.max(0.5, Math.abs(low) * 1e-9);
  return query.low === undefined ? [low - pad, high + pad] : [low, low + 2 * pad];
}
