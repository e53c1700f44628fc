import { createHash } from "node:crypto";
import { countBits } from "@pomona/compute/bitset";
import type { Field } from "@pomona/contract/fields";
import type { Filter, FilterTree } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import type { Facets, Histogram } from "@pomona/contract/rows";
import type { Sql } from "../../store/database.ts";
import { loadFields, requireField } from "../../store/fields.ts";
import { type FilterNames, requireFunction } from "../../store/filter-names.ts";
import { bitsetSql, type CompiledFilter } from "../../store/filter-sql.ts";
import { countCalendarBins } from "../../store/query-calendar.ts";
import { countFacets as countValues, type FacetCounts, type FacetQuery } from "../../store/query-facets.ts";
import { countBins } from "../../store/query-histogram.ts";
import { int } from "../../store/sql-values.ts";
import type { Bitset } from "../../store/vector-store.ts";
import { functionScores } from "../functions/function-scores.ts";
import { scoreHistogram } from "../functions/score-histogram.ts";
import { addTotals } from "./facet-totals.ts";
import { onSnapshot, prepareFilter, type QueryContext, type Snapshot } from "./query-context.ts";
import type { RankedSearch } from "./similarity.ts";

type FilterArgument = FilterTree | Filter | string | undefined;

/** Every field that filters can name. */
export async function listFields(context: Pick<QueryContext, "database">): Promise<Field[]> {
  const fields = await loadFields(context.database);
  return [...fields.values()].map(({ expression: _expression, ...field }) => field);
}

/**
 * Exact counts of values under a filter, most frequent first; with `prefix`, `contains` or `values` only of those values.
 * With `totals`, each has its count in the whole catalog too, and the catalog's values that the filter lacks come last.
 */
export async function countFacets(
  context: QueryContext,
  request: Omit<FacetQuery, "limit"> & { filter?: FilterArgument; limit?: number | undefined; totals?: boolean },
): Promise<{ total: number; facets: Facets; distinct: Record<string, number> }> {
  const { filter, totals, limit = 100, ...values } = request;
  const query: FacetQuery = { ...values, limit };
  const prepared = await prepareFilter(context, filter);
  return onSnapshot(context, prepared, async (snapshot) => {
    const bits = await snapshot.bits();
    const counts = await facetCounts(snapshot, bits, query);
    const total = countBits(bits);
    if (!totals) return { total, ...counts };
    const { sql, names } = snapshot;
    const countWhole = (one: FacetQuery) =>
      snapshot.kept(`facets of all rows ${JSON.stringify(one)}`, () =>
        countValues(sql, names.fields, { where: "TRUE", values: [] }, one),
      );
    return { total, ...(await addTotals(counts, query, countWhole)) };
  });
}

/** Counts of values of the rows of a bitset, kept until the catalog changes. */
export async function facetCounts(snapshot: Snapshot, bits: Bitset, query: FacetQuery): Promise<FacetCounts> {
  const { sql, names } = snapshot;
  const counts = await snapshot.kept(answerKey("facets", bits, query), async () =>
    countValues(sql, names.fields, await rowsSql(sql, bits), query),
  );
  return structuredClone(counts);
}

const answerKey = (kind: string, bits: Bitset, query: unknown): string =>
  `${kind} ${createHash("sha256").update(bits).digest("base64")} ${JSON.stringify(query)}`;

/** True for the rows of a bitset; the word TRUE where it holds every row, which is read without a test. */
async function rowsSql(sql: Sql, bits: Bitset): Promise<CompiledFilter> {
  return countBits(bits) === (await countRows(sql)) ? { where: "TRUE", values: [] } : bitsetSql(bits);
}

const countRows = async (sql: Sql): Promise<number> => int((await sql.one("SELECT count(*) AS n FROM rows"))?.n);

export interface HistogramRequest {
  filter?: FilterArgument;
  of: { field: string } | { function: string } | { similarity: RankedSearch };
  bins?: number | undefined;
  low?: number | undefined;
  high?: number | undefined;
  /** Bins of a date are parts of the calendar. */
  calendar?: boolean;
  /** Count all rows too; without bounds the bins span what all rows hold. */
  totals?: boolean;
}

/**
 * Histogram of a number, a date (in milliseconds since 1970), a function's scores or those of a search, under a filter. Without bounds it
 * spans the values, for scores 0 to 1.
 */
export async function histogramOf(context: QueryContext, request: HistogramRequest): Promise<Histogram> {
  const { of, bins = 40, totals = false } = request;
  const isScore = !("field" in of);
  const low = request.low ?? (isScore ? 0 : undefined);
  const high = request.high ?? (isScore ? 1 : undefined);
  if (low !== undefined && high !== undefined && low >= high) {
    throw new Problem("bad-request", {
      detail: `A histogram from ${low} to ${high} has no bins; give a \`high\` above \`low\`.`,
      fields: { low, high },
    });
  }
  const prepared = await prepareFilter(context, request.filter);
  if ("similarity" in of) {
    const scores = await context.similarityScores(of.similarity);
    const bits = await onSnapshot(context, prepared, (snapshot) => snapshot.bits());
    return scoreHistogram(scores, bits, { low: low ?? 0, high: high ?? 1, bins });
  }
  return onSnapshot(context, prepared, async (snapshot) => {
    const { sql, names } = snapshot;
    // From its column, as a page is: SQL would join the tables of the parts.
    if ("function" in of && requireFunction(names, of.function).combined)
      return combinedHistogram(snapshot, of.function, { low: low ?? 0, high: high ?? 1, bins, totals });
    const source = "function" in of ? scoreSource(names, of.function) : fieldSource(names, of.field);
    const count = request.calendar && source.isDate ? countCalendarBins : countBins;
    const key = { of, bins, calendar: request.calendar ?? false };
    const bits = await snapshot.bits();
    const counted = (
      where: CompiledFilter,
      total: number,
      span: { low?: number | undefined; high?: number | undefined },
    ) => {
      const rows = `SELECT (${source.expression})::DOUBLE AS x FROM ${source.table} r WHERE ${where.where}`;
      return count(sql, { source: { sql: rows, values: where.values }, total, bins, ...span });
    };
    const whole = totals
      ? await snapshot.kept(`histogram of all rows ${JSON.stringify({ ...key, low, high })}`, async () =>
          counted({ where: "TRUE", values: [] }, await countRows(sql), { low, high }),
        )
      : null;
    const span = whole ? { low: whole.edges[0], high: whole.edges.at(-1) } : { low, high };
    const histogram = await snapshot.kept(answerKey("histogram", bits, { ...key, ...span }), () =>
      counted(bitsetSql(bits), countBits(bits), span),
    );
    return structuredClone(whole ? { ...histogram, totals: whole.counts } : histogram);
  });
}

async function combinedHistogram(
  snapshot: Snapshot,
  name: string,
  { totals, ...span }: { low: number; high: number; bins: number; totals: boolean },
): Promise<Histogram> {
  const bits = await snapshot.bits();
  const scores = await functionScores(snapshot, bits, name);
  const histogram = await scoreHistogram(scores, bits, span);
  return totals ? { ...histogram, totals: (await scoreHistogram(scores, null, span)).counts } : histogram;
}

interface NumberSource {
  /** Over the table with the alias `r`. */
  expression: string;
  table: string;
  isDate?: boolean;
}

function scoreSource(names: FilterNames, name: string): NumberSource {
  const { table } = requireFunction(names, name);
  return table === null ? { expression: "NULL", table: "rows" } : { expression: "r.score", table };
}

function fieldSource(names: FilterNames, name: string): NumberSource {
  const field = requireField(names.fields, name);
  if (field.type === "number") return { expression: field.expression, table: "rows" };
  if (field.type === "datetime") return { expression: `epoch_ms(${field.expression})`, table: "rows", isDate: true };
  throw new Problem("bad-request", {
    detail: `A histogram needs numbers or dates; ${field.name} holds ${field.type} values. Ask for its facet counts.`,
    fields: { field: field.name },
  });
}
