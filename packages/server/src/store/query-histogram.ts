import type { Histogram } from "@pomona/contract/rows";
import type { Sql, SqlValue } from "./database.ts";
import { int } from "./sql-values.ts";

export interface HistogramQuery {
  /** Rows with a column `x DOUBLE`: the values, NULL where there is none. */
  source: { sql: string; values: SqlValue[] };
  bins: number;
  /** Default: the least and the greatest finite value. */
  low?: number | undefined;
  high?: number | undefined;
}

/**
 * Counts of a number in equal bins: bin i has [edges[i], edges[i+1]), the last one its upper edge too. Exact: each value
 * is compared with the edges that are returned. Infinite values count as below or above, NaN as missing.
 */
export async function countBins(sql: Sql, query: HistogramQuery): Promise<Histogram> {
  const { source, bins } = query;
  const values = `(SELECT x FROM (${source.sql}) WHERE NOT isnan(x))`;
  const span = await sql.one<{ low: number | null; high: number | null; n: bigint; total: bigint }>(
    `SELECT min(x) FILTER (isfinite(x)) AS low, max(x) FILTER (isfinite(x)) AS high, count(x) FILTER (NOT isnan(x)) AS n, count(*) AS total FROM (${source.sql})`,
    source.values,
  );
  const [low, high] = bounds(query, span?.low ?? null, span?.high ?? null);
  const edges = Array.from({ length: bins + 1 }, (_, i) => edgeAt(low, high, i / bins));
  const edge = (i: string) => `e.edges[${i}]`;
  // The guess may be one bin off by rounding; the edges decide. Bin -1 is below, bin `bins` above.
  const rows = await sql.all<{ bin: number; n: bigint }>(
    `WITH e AS (SELECT ?::DOUBLE[] AS edges), b AS (
       SELECT x, least(greatest(floor((x - ${edge("1")}) / (${edge("-1")} - ${edge("1")}) * ${bins}), 0), ${bins - 1})::INTEGER AS guess, edges
       FROM ${values}, e
     ) SELECT (CASE WHEN x < edges[1] THEN -1 WHEN x > edges[-1] THEN ${bins}
         ELSE guess - (x < edges[guess + 1])::INTEGER + (guess < ${bins - 1} AND x >= edges[guess + 2])::INTEGER END)::INTEGER AS bin,
       count(*) AS n FROM b GROUP BY bin`,
    [`[${edges.map(String).join(", ")}]`, ...source.values],
  );
  const counts = new Array<number>(bins).fill(0);
  const outside = { below: 0, above: 0 };
  for (const { bin, n } of rows) {
    if (bin < 0) outside.below = int(n);
    else if (bin >= bins) outside.above = int(n);
    else counts[bin] = int(n);
  }
  return { edges, counts, missing: int(span?.total) - int(span?.n), ...outside };
}

/** Both ends are met exactly. */
const edgeAt = (low: number, high: number, part: number): number => (part === 1 ? high : low + (high - low) * part);

function bounds(query: HistogramQuery, least: number | null, greatest: number | null): [number, number] {
  const low = query.low ?? Math.min(least ?? 0, query.high ?? Number.POSITIVE_INFINITY);
  const high = query.high ?? Math.max(greatest ?? low + 1, low);
  if (high > low) return [low, high];
  // All values are equal: they stand in the middle.
  const pad = Math.max(0.5, Math.abs(low) * 1e-9);
  return query.low === undefined ? [low - pad, high + pad] : [low, low + 2 * pad];
}
