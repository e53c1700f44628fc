import type { Sql } from "./database.ts";
import type { CatalogField } from "./fields.ts";
import { ordinalList } from "./row-table.ts";
import { int } from "./sql-values.ts";

/** Rows of one value in one group. */
export interface GroupValue {
  field: string;
  group: number;
  value: string;
  rows: number;
}

/**
 * How many rows of each group have each value of the fields. A row may be in several groups; a list counts a row once for
 * each of its values. Cost: a scan of each field's column.
 */
export async function countGroupValues(
  sql: Pick<Sql, "all">,
  groups: readonly Uint32Array[],
  fields: readonly CatalogField[],
): Promise<GroupValue[]> {
  const rows = ordinalList(groups.flatMap((group) => [...group]));
  const numbers = ordinalList(groups.flatMap((group, i) => Array.from(group, () => i)));
  const counts: GroupValue[] = [];
  for (const { name, type, expression } of fields) {
    const value =
      type === "strings" ? `unnest(list_distinct(${expression})) AS value` : `CAST(${expression} AS VARCHAR) AS value`;
    const lines = await sql.all(
      `SELECT number, value, count(*) AS n FROM (
         SELECT g.number, ${value} FROM (SELECT unnest(?::UINTEGER[]) AS row, unnest(?::INTEGER[]) AS number) g JOIN rows r ON r.row = g.row)
       WHERE value IS NOT NULL GROUP BY ALL ORDER BY value, number`,
      [rows, numbers],
    );
    for (const line of lines)
      counts.push({ field: name, group: int(line.number), value: line.value as string, rows: int(line.n) });
  }
  return counts;
}

/** The beginnings of the texts of some rows, by ordinal; rows without a text are left out. */
export async function readTexts(
  sql: Pick<Sql, "all">,
  rows: Iterable<number>,
  characters: number,
): Promise<Map<number, string>> {
  const lines = await sql.all(
    `SELECT r.row, substr(r.text, 1, ${Math.trunc(characters)}) AS text
     FROM (SELECT DISTINCT unnest(?::UINTEGER[]) AS row) g JOIN rows r ON r.row = g.row WHERE r.text IS NOT NULL`,
    [ordinalList([...rows])],
  );
  return new Map(lines.map(({ row, text }) => [int(row), text as string]));
}
