import type { Sql } from "./database.ts";
import { CLUSTER_COLUMNS, type MapRef, mapTable } from "./map-tables.ts";
import { int } from "./sql-values.ts";

/** A text of a map with its clusters, one of each level or -1. */
export interface SampledText {
  text: string;
  clusters: number[];
}

/**
 * Up to `each` texts of every cluster of the finest level, and of what a coarser cluster has besides, spread over the
 * order of arrival the same way each time. Only the first `characters` of a text are read.
 */
export async function* sampleTexts(
  sql: Sql,
  map: MapRef,
  { each, characters }: { each: number; characters: number },
): AsyncGenerator<SampledText> {
  const columns = CLUSTER_COLUMNS.join(", ");
  // Knuth's multiplicative hash of the ordinal, as hash() may change from one DuckDB to the next.
  const spread = "(m.row::UBIGINT * 2654435761) % 4294967296";
  const query = `
    WITH chosen AS (
      SELECT m.row, ${CLUSTER_COLUMNS.map((column) => `m.${column}`).join(", ")} FROM ${mapTable(map)} m
      JOIN rows r ON r.row = m.row WHERE r.text IS NOT NULL AND m.c0 >= 0
      QUALIFY row_number() OVER (PARTITION BY ${columns} ORDER BY ${spread}, m.row) <= ${Math.trunc(each)})
    SELECT substr(r.text, 1, ${Math.trunc(characters)}) AS text, ${columns}
    FROM chosen JOIN rows r ON r.row = chosen.row ORDER BY chosen.row`;
  for await (const rows of sql.stream(query))
    for (const row of rows)
      yield { text: row.text as string, clusters: CLUSTER_COLUMNS.map((column) => int(row[column])) };
}
