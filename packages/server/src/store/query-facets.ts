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
  const missing: Facets = {};
  for (const { facet, value, n, total } of rows) {
    const { name, field } = counted[facet] as (typeof counted)[number];
    if (value === null) {
      missing[name] = [{ value, count: int(n) }];
      continue;
    }
    distinct[name] = int(total);
    facets[name]?.push({ value: field.type === "boolean" ? value === "true" : value, count: int(n) });
  }
  for (const [name, line] of Object.entries(missing)) facets[name]?.push(...line);
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

function facetSql(
  field: CatalogField,
  index: number,
  { limit, prefix }: FacetQuery,
): { sql: string; values: SqlValue[] } {
  const isPrefixed = prefix !== undefined && prefix !== "";
  const starts = isPrefixed ? "WHERE starts_with(lower(v), lower(?))" : "";
  // Equal lists are counted before they are taken apart: much faster, as most catalogs have few different ones.
  // list_distinct, as a row with the same value twice is one row.
  const counts =
    field.type === "strings"
      ? `SELECT v, sum(n)::BIGINT AS n FROM (SELECT unnest(list_distinct(l)) AS v, n FROM (SELECT f${index} AS l, count(*) AS n FROM s GROUP BY l)) ${starts} GROUP BY v`
      : `SELECT v, count(*) AS n FROM (SELECT f${index}::VARCHAR AS v FROM s WHERE f${index} IS NOT NULL) ${starts} GROUP BY v`;
  const missing = field.type === "strings" ? `coalesce(len(f${index}), 0) = 0` : `f${index} IS NULL`;
  const kept = `(SELECT ${index} AS facet, v AS value, n, count(*) OVER () AS total FROM (${counts}) ORDER BY n DESC, v LIMIT ${Math.trunc(limit)})`;
  if (isPrefixed) return { sql: kept, values: [prefix] };
  return {
    sql: `(SELECT * FROM (SELECT facet, value, n, total FROM ${kept} UNION ALL
      SELECT ${index}, NULL, count(*), 0 FROM s WHERE ${missing} HAVING count(*) > 0))`,
    values: [],
  };
}
