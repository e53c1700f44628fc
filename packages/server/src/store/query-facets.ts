import { Problem } from "@pomona/contract/problems";
import type { Facets } from "@pomona/contract/rows";
import type { Sql, SqlValue } from "./database.ts";
import { type CatalogField, type CatalogFields, requireField } from "./fields.ts";
import type { CompiledFilter } from "./filter-sql.ts";
import { int } from "./sql-values.ts";

export interface FacetQuery {
  fields: readonly string[];
  /** Values per facet. */
  limit: number;
  /** Only values that start so, ignoring case. */
  prefix?: string | undefined;
}

export interface FacetCounts {
  /** Most frequent first, ties in order of value; then, where there are any, the rows without a value. */
  facets: Facets;
  /** Distinct values of each facet, cut off or not. */
  distinct: Record<string, number>;
}

/**
 * Exact counts of values under a filter, in one query that evaluates the filter once. A list field counts a row once
 * for each of its values. Throws `field-not-found`, and `bad-request` for fields that are not counted.
 */
export async function countFacets(
  sql: Sql,
  fields: CatalogFields,
  where: CompiledFilter,
  query: FacetQuery,
): Promise<FacetCounts> {
  const counted = [...new Set(query.fields)].map((name) => ({ name, field: facetField(fields, name) }));
  const facets: Facets = Object.fromEntries(counted.map(({ name }) => [name, []]));
  const distinct: Record<string, number> = Object.fromEntries(counted.map(({ name }) => [name, 0]));
  if (counted.length === 0) return { facets, distinct };
  const columns = counted.map(({ field }, i) => `${field.expression} AS f${i}`).join(", ");
  const parts = counted.map(({ field }, i) => facetSql(field, i, query));
  const rows = await sql.all<{ facet: number; value: string | null; n: bigint; total: bigint }>(
    `WITH s AS MATERIALIZED (SELECT ${columns} FROM rows r WHERE ${where.where}) ${parts.map((part) => part.sql).join(" UNION ALL ")}`,
    [...where.values, ...parts.flatMap((part) => part.values)],
  );
  const missing = new Map<string, number>();
  for (const { facet, value, n, total } of rows) {
    const { name, field } = counted[facet] as (typeof counted)[number];
    distinct[name] = int(total);
    if (value === null) missing.set(name, int(n));
    else if ((facets[name]?.length ?? 0) < query.limit) {
      facets[name]?.push({ value: field.type === "boolean" ? value === "true" : value, count: int(n) });
    }
  }
  for (const [name, count] of missing) facets[name]?.push({ value: null, count });
  return { facets, distinct };
}

function facetField(fields: CatalogFields, name: string): CatalogField {
  const field = requireField(fields, name);
  if (field.facetable) return field;
  const instead = field.type === "number" || field.type === "datetime" ? " Ask for its histogram." : "";
  throw new Problem("bad-request", {
    detail: `Values of ${name} (${field.type}) are not counted.${instead}`,
    fields: { field: name },
  });
}

/** Lines (facet, value, n, total) of one facet: the rows without a value first, then the most frequent values. */
function facetSql(
  field: CatalogField,
  index: number,
  { limit, prefix }: FacetQuery,
): { sql: string; values: SqlValue[] } {
  const isPrefixed = prefix !== undefined && prefix !== "";
  const starts = isPrefixed ? "WHERE starts_with(lower(v), lower(?))" : "";
  // Equal lists are counted before they are taken apart: much faster, as most catalogs have few different ones.
  // list_distinct, as a row with the same value twice is one row.
  const values =
    field.type === "strings"
      ? `SELECT unnest(CASE WHEN len(l) > 0 THEN list_distinct(l) ELSE [NULL] END) AS v, n
         FROM (SELECT f${index} AS l, count(*) AS n FROM s GROUP BY l)`
      : `SELECT f${index}::VARCHAR AS v, count(*) AS n FROM s GROUP BY v`;
  const counts = `SELECT v, sum(n)::BIGINT AS n FROM (${values}) ${starts} GROUP BY v`;
  return {
    sql: `(SELECT ${index} AS facet, v AS value, n, count(v) OVER () AS total FROM (${field.type === "strings" || isPrefixed ? counts : values})
      ORDER BY v IS NOT NULL, n DESC, v LIMIT ${Math.trunc(limit) + 1})`,
    values: isPrefixed ? [prefix] : [],
  };
}
