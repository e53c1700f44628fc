import { giveTurn } from "../config/give-turn.ts";
import type { Sql } from "./database.ts";
import type { CatalogField } from "./fields.ts";
import { CLUSTER_COLUMNS, type MapRef, mapTable } from "./map-tables.ts";
import { int } from "./sql-values.ts";

/** Rows of one value in the clusters that hold them, one of each level or -1. */
export interface ValueCount {
  field: string;
  value: string;
  clusters: number[];
  rows: number;
}

/** A field of more different values than this names rows, not groups of them. */
const MOST_VALUES = 200;
/** Fields that are counted, those of the fewest values; each costs a group of every row. */
const MOST_FIELDS = 24;
/** Rows that the number of values is judged by. */
const JUDGED_ROWS = 20_000;

/** Of the given fields those with 2 to 200 different values among some 20,000 rows of all parts of the catalog, at most 24. */
export async function groupingFields(sql: Sql, fields: readonly CatalogField[]): Promise<CatalogField[]> {
  if (fields.length === 0) return [];
  const total = int((await sql.one("SELECT count(*) AS n FROM rows"))?.n);
  const isJudged = `(r.row::UBIGINT * 2654435761) % 4294967296 < ${Math.ceil((2 ** 32 * JUDGED_ROWS) / Math.max(1, total))}`;
  const counts = fields.map(({ expression, type }, i) => {
    const value = type === "strings" ? `array_to_string(${expression}, chr(31))` : expression;
    return `count(DISTINCT ${value}) AS f${i}`;
  });
  const found = await sql.one(`SELECT ${counts.join(", ")} FROM rows r WHERE ${isJudged}`);
  return fields
    .map((field, i) => ({ field, values: int(found?.[`f${i}`]) }))
    .filter(({ values }) => values >= 2 && values <= MOST_VALUES)
    .sort((a, b) => a.values - b.values)
    .slice(0, MOST_FIELDS)
    .map(({ field }) => field);
}

/**
 * How many rows of a map have each value of the fields, by their clusters, in no order. A list counts a row once for each
 * of its values. Cost: about a second for a million rows and ten fields.
 */
export async function* countMapValues(
  sql: Sql,
  map: MapRef,
  fields: readonly CatalogField[],
): AsyncGenerator<ValueCount> {
  const lists = fields.filter(({ type }) => type === "strings");
  const plain = fields.filter(({ type }) => type !== "strings");
  for (const part of [plain, ...lists.map((field) => [field])]) {
    if (part.length === 0) continue;
    for await (const rows of sql.stream(countQuery(map, part))) {
      await giveTurn();
      for (const row of rows)
        yield {
          field: (part[int(row.field)] as CatalogField).name,
          value: row.value as string,
          clusters: CLUSTER_COLUMNS.map((column) => int(row[column])),
          rows: int(row.n),
        };
    }
  }
}

function countQuery(map: MapRef, fields: readonly CatalogField[]): string {
  const columns = CLUSTER_COLUMNS.join(", ");
  const values = fields.map(({ expression, type }, i) =>
    type === "strings" ? `unnest(list_distinct(${expression})) AS v${i}` : `CAST(${expression} AS VARCHAR) AS v${i}`,
  );
  const sets = fields.map((_, i) => `(${columns}, v${i})`);
  const names = fields.map((_, i) => `v${i}`);
  // Bit k of grouping_id, from the right, is 0 where the k-th last value is grouped by.
  const cases = fields.map((_, i) => `WHEN ${2 ** fields.length - 1 - 2 ** (fields.length - 1 - i)} THEN ${i}`);
  return `SELECT CASE grouping_id(${names.join(", ")}) ${cases.join(" ")} END AS field, coalesce(${names.join(", ")}) AS value,
      ${columns}, count(*) AS n
    FROM (SELECT ${columns}, ${values.join(", ")} FROM ${mapTable(map)} m JOIN rows r ON r.row = m.row)
    GROUP BY GROUPING SETS (${sets.join(", ")})
    HAVING coalesce(${names.join(", ")}) IS NOT NULL`;
}
