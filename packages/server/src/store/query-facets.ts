import { Problem } from "@pomona/contract/problems";
import type { Facets } from "@pomona/contract/rows";
import type { Sql } from "./database.ts";
import { type CatalogField, type CatalogFields, requireField } from "./fields.ts";
import { type Fragment, fragment, joinFragments } from "./filter-field-sql.ts";
import type { CompiledFilter } from "./filter-sql.ts";
import { int, stringList } from "./sql-values.ts";

export interface FacetQuery {
  fields: readonly string[];
  /** Values per facet. */
  limit: number;
  /** Only values that start so, ignoring case. */
  prefix?: string | undefined;
  /** Only values that hold these letters, ignoring case. */
  contains?: string | undefined;
  /** Only these values. */
  values?: readonly string[] | undefined;
}

export interface FacetCounts {
  /** Most frequent first, ties in order of value; then, where there are any, the rows without a value. */
  facets: Facets;
  /** Distinct values of each facet, cut off or not. */
  distinct: Record<string, number>;
}

/**
 * Exact counts of values of the rows that `where` is true for, in one query. A list field counts a row once for each of
 * its values. Throws `field-not-found`, and `bad-request` for fields that are not counted.
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
  const isScanShared = counted.length > 1 && !valueTest("v", query) && where.where !== "TRUE";
  const statement = (isScanShared ? sharedScan : scanEach)(
    counted.map(({ field }) => field),
    where,
    query,
  );
  const rows = await sql.all<{ facet: number; value: string | null; n: bigint; total: bigint }>(
    statement.sql,
    statement.values,
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

/** One scan that groups by each field in turn, as the test of the rows costs more than the groups of one field. */
function sharedScan(fields: readonly CatalogField[], where: CompiledFilter, query: FacetQuery): Fragment {
  const names = fields.map((_, i) => `f${i}`);
  const parts = fields.map((field, i) => {
    // Bit k of grouping_id, from the right, is 0 where the k-th last field is grouped by.
    const others = 2 ** fields.length - 1 - 2 ** (fields.length - 1 - i);
    return facetSql(field, i, { ...query, groups: `SELECT f${i} AS v, n FROM g WHERE others = ${others}` });
  });
  return {
    sql: `WITH g AS MATERIALIZED (
        SELECT ${names.join(", ")}, grouping_id(${names.join(", ")}) AS others, count(*) AS n
        FROM (SELECT ${fields.map((field, i) => `${field.expression} AS f${i}`).join(", ")} FROM rows r WHERE ${where.where})
        GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(", ")})
      ) ${parts.map((part) => part.sql).join(" UNION ALL ")}`,
    values: [...where.values, ...parts.flatMap((part) => part.values)],
  };
}

/** A scan for each field: DuckDB counts a column alone by the codes of its dictionary, ten times faster than by its texts. */
function scanEach(fields: readonly CatalogField[], where: CompiledFilter, query: FacetQuery): Fragment {
  const parts = fields.map((field, i) => {
    const test = field.type === "strings" ? null : valueTest(`${field.expression}::VARCHAR`, query);
    const groups = `SELECT ${field.expression} AS v, count(*) AS n FROM rows r WHERE ${where.where} ${test ? `AND ${test.sql}` : ""} GROUP BY v`;
    const lines = facetSql(field, i, { ...query, groups });
    return { sql: lines.sql, values: [...where.values, ...(test?.values ?? []), ...lines.values] };
  });
  return {
    sql: parts.map((part) => part.sql).join(" UNION ALL "),
    values: parts.flatMap((part) => part.values),
  };
}

/** Which values are asked for, over a value as text; null: all, also the absence of one. */
function valueTest(text: string, { prefix, contains, values }: FacetQuery): Fragment | null {
  const tests: Fragment[] = [];
  if (prefix) tests.push(fragment(`starts_with(lower(${text}), lower(?))`, prefix));
  if (contains) tests.push(fragment(`contains(lower(${text}), lower(?))`, contains));
  if (values) tests.push(fragment(`${text} IN (SELECT unnest(?))`, stringList(values)));
  return tests.length === 0 ? null : joinFragments(tests, "AND");
}

/** Lines (facet, value, n, total) of one facet from its `groups` (v, n): the rows without a value first, then the most frequent values. */
function facetSql(field: CatalogField, index: number, { groups, ...query }: FacetQuery & { groups: string }): Fragment {
  // Equal lists are counted before they are taken apart: much faster, as most catalogs have few different ones.
  // list_distinct, as a row with the same value twice is one row.
  const isList = field.type === "strings";
  const test = isList ? valueTest("v", query) : null;
  const counts = isList
    ? `SELECT v, sum(n)::BIGINT AS n
       FROM (SELECT unnest(CASE WHEN len(v) > 0 THEN list_distinct(v) ELSE [NULL] END) AS v, n FROM (${groups}))
       ${test ? `WHERE ${test.sql}` : ""} GROUP BY v`
    : `SELECT v::VARCHAR AS v, n FROM (${groups})`;
  return {
    sql: `(SELECT ${index} AS facet, v AS value, n, count(v) OVER () AS total FROM (${counts})
      ORDER BY v IS NOT NULL, n DESC, v LIMIT ${Math.trunc(query.limit) + 1})`,
    values: test?.values ?? [],
  };
}
