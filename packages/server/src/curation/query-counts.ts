import { createHash } from "node:crypto";
import { countBits } from "@pomona/compute/bitset";
import type { Field } from "@pomona/contract/fields";
import type { Filter, FilterTree } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import type { Facets, Histogram } from "@pomona/contract/rows";
import type { Sql } from "../store/database.ts";
import { loadFields, requireField } from "../store/fields.ts";
import { type FilterNames, requireFunction } from "../store/filter-names.ts";
import { bitsetSql, type CompiledFilter } from "../store/filter-sql.ts";
import { countFacets as countValues, type FacetCounts, type FacetQuery } from "../store/query-facets.ts";
import { countBins } from "../store/query-histogram.ts";
import { int } from "../store/sql-values.ts";
import type { Bitset } from "../store/vector-store.ts";
import { onSnapshot, prepareFilter, type QueryContext, type Snapshot } from "./query-context.ts";
import { scoreHistogram } from "./score-histogram.ts";
import type { RankedSearch } from "./similarity.ts";

type FilterArgument = FilterTree | Filter | string | undefined;

/** Every field that filters can name. */
export async function listFields(context: Pick<QueryContext, "database">): Promise<Field[]> {
  const fields = await loadFields(context.database);
  return [...fields.values()].map(({ expression: _expression, ...field }) => field);
}

/** Exact counts of values under a filter, most frequent first. With a prefix, only of values that start so, ignoring case. */
export async function countFacets(
  context: QueryContext,
  request: {
    filter?: FilterArgument;
    fields: readonly string[];
    limit?: number | undefined;
    prefix?: string | undefined;
  },
): Promise<{ total: number; facets: Facets; distinct: Record<string, number> }> {
  const prepared = await prepareFilter(context, request.filter);
  return onSnapshot(context, prepared, async (snapshot) => {
    const bits = await snapshot.bits();
    const counts = await facetCounts(snapshot, bits, {
      fields: request.fields,
      limit: request.limit ?? 100,
      prefix: request.prefix,
    });
    return { total: countBits(bits), ...counts };
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
  const rowCount = int((await sql.one("SELECT count(*) AS n FROM rows"))?.n);
  return countBits(bits) === rowCount ? { where: "TRUE", values: [] } : bitsetSql(bits);
}

/**
 * Histogram of a number, a date (in milliseconds since 1970), a function's scores or those of a search, under a filter. Without bounds it
 * spans the values, for scores 0 to 1.
 */
export async function histogramOf(
  context: QueryContext,
  request: {
    filter?: FilterArgument;
    of: { field: string } | { function: string } | { similarity: RankedSearch };
    bins?: number | undefined;
    low?: number | undefined;
    high?: number | undefined;
  },
): Promise<Histogram> {
  const { of, bins = 40 } = request;
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
  return onSnapshot(context, prepared, async ({ sql, names, ...snapshot }) => {
    const source = "function" in of ? scoreSource(names, of.function) : fieldSource(names, of.field);
    const bits = await snapshot.bits();
    const histogram = await snapshot.kept(answerKey("histogram", bits, { of, bins, low, high }), () => {
      const { where, values } = bitsetSql(bits);
      const rows = { sql: `SELECT (${source.expression})::DOUBLE AS x FROM ${source.table} r WHERE ${where}`, values };
      return countBins(sql, { source: rows, total: countBits(bits), bins, low, high });
    });
    return structuredClone(histogram);
  });
}

interface NumberSource {
  /** Over the table with the alias `r`. */
  expression: string;
  table: string;
}

function scoreSource(names: FilterNames, name: string): NumberSource {
  const { table } = requireFunction(names, name);
  return table === null ? { expression: "NULL", table: "rows" } : { expression: "r.score", table };
}

function fieldSource(names: FilterNames, name: string): NumberSource {
  const field = requireField(names.fields, name);
  if (field.type === "number") return { expression: field.expression, table: "rows" };
  if (field.type === "datetime") return { expression: `epoch_ms(${field.expression})`, table: "rows" };
  throw new Problem("bad-request", {
    detail: `A histogram needs numbers or dates; ${field.name} holds ${field.type} values. Ask for its facet counts.`,
    fields: { field: field.name },
  });
}
