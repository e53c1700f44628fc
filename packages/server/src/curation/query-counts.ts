import { countBits } from "@pomona/compute/bitset";
import type { Field } from "@pomona/contract/fields";
import type { Filter, FilterTree } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import type { Facets, Histogram } from "@pomona/contract/rows";
import { loadFields, requireField } from "../store/fields.ts";
import { type FilterNames, requireFunction } from "../store/filter-names.ts";
import { bitsetSql } from "../store/filter-sql.ts";
import { countFacets as facetCounts } from "../store/query-facets.ts";
import { countBins } from "../store/query-histogram.ts";
import { onSnapshot, prepareFilter, type QueryContext, readBits } from "./query-context.ts";

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
  return onSnapshot(context, prepared, async ({ sql, names, where }) => {
    const bits = await readBits(sql, where);
    const counts = await facetCounts(sql, names.fields, bitsetSql(bits), {
      fields: request.fields,
      limit: request.limit ?? 100,
      prefix: request.prefix,
    });
    return { total: countBits(bits), ...counts };
  });
}

/**
 * Histogram of a number, a date (in milliseconds since 1970) or a function's scores under a filter. Without bounds it
 * spans the values, for scores 0 to 1.
 */
export async function histogramOf(
  context: QueryContext,
  request: {
    filter?: FilterArgument;
    of: { field: string } | { function: string };
    bins?: number | undefined;
    low?: number | undefined;
    high?: number | undefined;
  },
): Promise<Histogram> {
  const { of, bins = 40 } = request;
  const isScore = "function" in of;
  const low = request.low ?? (isScore ? 0 : undefined);
  const high = request.high ?? (isScore ? 1 : undefined);
  if (low !== undefined && high !== undefined && low >= high) {
    throw new Problem("bad-request", {
      detail: `A histogram from ${low} to ${high} has no bins; give a \`high\` above \`low\`.`,
      fields: { low, high },
    });
  }
  const prepared = await prepareFilter(context, request.filter);
  return onSnapshot(context, prepared, ({ sql, names, where }) => {
    const { expression, join } = isScore ? scoreSource(names, of.function) : fieldSource(names, of.field);
    const source = {
      sql: `SELECT (${expression})::DOUBLE AS x FROM rows r ${join} WHERE ${where.where}`,
      values: where.values,
    };
    return countBins(sql, { source, bins, low, high });
  });
}

function scoreSource(names: FilterNames, name: string): { expression: string; join: string } {
  const { table } = requireFunction(names, name);
  return table === null
    ? { expression: "NULL", join: "" }
    : { expression: "s.score", join: `LEFT JOIN ${table} s ON s.row = r.row` };
}

function fieldSource(names: FilterNames, name: string): { expression: string; join: string } {
  const field = requireField(names.fields, name);
  if (field.type === "number") return { expression: field.expression, join: "" };
  if (field.type === "datetime") return { expression: `epoch_ms(${field.expression})`, join: "" };
  throw new Problem("bad-request", {
    detail: `A histogram needs numbers or dates; ${field.name} holds ${field.type} values. Ask for its facet counts.`,
    fields: { field: field.name },
  });
}
