import type { Facets } from "@pomona/contract/rows";
import type { FacetCounts, FacetQuery } from "../../store/query-facets.ts";

type FacetValue = Facets[string][number];

/** Counts of values over the whole catalog. */
export type CountWhole = (query: FacetQuery) => Promise<FacetCounts>;

/**
 * The counts of a filter, each with the count of the whole catalog; behind them, as far as the limit goes, the values
 * that the catalog has and the filter has not, with count 0. `distinct` is that of the catalog.
 */
export async function addTotals(counts: FacetCounts, query: FacetQuery, countWhole: CountWhole): Promise<FacetCounts> {
  const whole = await countWhole(query);
  const facets: Facets = {};
  for (const [field, listed] of Object.entries(counts.facets)) {
    const totals = totalsOf(whole.facets[field] ?? []);
    const unknown = listed.filter(({ value }) => !totals.has(value)).map(({ value }) => String(value));
    if (unknown.length > 0) {
      const more = await countWhole({ fields: [field], limit: unknown.length, values: unknown });
      for (const [value, total] of totalsOf(more.facets[field] ?? [])) totals.set(value, total);
    }
    facets[field] = withTotals(listed, totals, query.limit);
  }
  return { facets, distinct: whole.distinct };
}

const totalsOf = (values: readonly FacetValue[]): Map<FacetValue["value"], number> =>
  new Map(values.map(({ value, count }) => [value, count]));

/** The rows without a value stay last. */
function withTotals(
  listed: readonly FacetValue[],
  totals: ReadonlyMap<FacetValue["value"], number>,
  limit: number,
): FacetValue[] {
  const found = listed.map(({ value, count }) => ({ value, count, total: totals.get(value) ?? count }));
  const known = new Set(listed.map(({ value }) => value));
  const values = found.filter(({ value }) => value !== null);
  for (const [value, total] of totals)
    if (value !== null && !known.has(value) && values.length < limit) values.push({ value, count: 0, total });
  const missing = found.find(({ value }) => value === null);
  const missingTotal = totals.get(null);
  if (missing) return [...values, missing];
  return missingTotal === undefined ? values : [...values, { value: null, count: 0, total: missingTotal }];
}
