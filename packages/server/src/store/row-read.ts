import { bitsetOf } from "@pomona/compute/bitset";
import type { MetadataValue } from "@pomona/contract/fields";
import type { EmbeddingState } from "@pomona/contract/filter";
import type { MediaType } from "@pomona/contract/names";
import type { Row } from "@pomona/contract/rows";
import type { Sql, SqlRow, SqlValue } from "./database.ts";
import type { CatalogField } from "./fields.ts";
import type { FilterNames } from "./filter-names.ts";
import { bitsetSql, type CompiledFilter } from "./filter-sql.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import type { ServedFunction } from "./score-tables.ts";
import { int, iso, stringList } from "./sql-values.ts";

/** A row as queries return it, with what only exports and the detail view show. */
export interface ReadRow extends Row {
  ordinal: number;
  contentHash: string | null;
}

export interface ReadOptions {
  functions: readonly ServedFunction[];
  /** Characters of the text; absent: all. */
  textLength?: number | undefined;
}

/** Rows by ordinal, in the order given; those that are gone are left out. `rank` is null. */
export async function readRows(
  sql: Sql,
  names: FilterNames,
  ordinals: ArrayLike<number>,
  options: ReadOptions,
): Promise<ReadRow[]> {
  if (ordinals.length === 0) return [];
  const list = ordinalList(ordinals);
  const metadata = [...names.fields.values()].filter((field) => !field.builtin);
  const columns = metadata.map((field, i) => `, ${field.expression} AS x${i}`).join("");
  const text = options.textLength === undefined ? "r.text" : `left(r.text, ${Math.trunc(options.textLength)})`;
  const wanted = ordinalsSql(ordinals);
  const rows = await sql.all(
    `SELECT r.row, r.key, r.dataset, r.media_type, r.labels, r.tags, r.uri, r.width, r.height, r.bytes, r.format, r.created,
       r.content_hash, ${text} AS text${columns} FROM rows r WHERE ${wanted.where}`,
    wanted.values,
  );
  const states = await readStates(sql, names, list);
  const scores = await readScores(sql, options.functions, list);
  const byOrdinal = new Map(rows.map((row) => [int(row.row), row]));
  return Array.from(ordinals).flatMap((ordinal) => {
    const row = byOrdinal.get(ordinal);
    if (!row) return [];
    return [
      toRow(row, metadata, {
        embeddings: states.get(ordinal) ?? {},
        scores: Object.fromEntries(scores.map(([name, column]) => [name, column.get(ordinal) ?? null])),
      }),
    ];
  });
}

function toRow(row: SqlRow, metadata: readonly CatalogField[], more: Pick<Row, "embeddings" | "scores">): ReadRow {
  return {
    key: row.key as string,
    dataset: row.dataset as string,
    mediaType: row.media_type as MediaType,
    labels: row.labels as string[],
    tags: row.tags as string[],
    metadata: metadataOf(row, metadata),
    ...more,
    text: row.text as string | null,
    uri: row.uri as string | null,
    width: row.width as number | null,
    height: row.height as number | null,
    bytes: row.bytes === null ? null : int(row.bytes),
    format: row.format as string | null,
    created: iso(row.created),
    rank: null,
    ordinal: int(row.row),
    contentHash: row.content_hash as string | null,
  };
}

/** Values by name without their `metadata.`; fields without a value are left out. */
function metadataOf(row: SqlRow, fields: readonly CatalogField[]): Record<string, MetadataValue> {
  const entries: [string, MetadataValue][] = [];
  for (const [i, field] of fields.entries()) {
    const value = row[`x${i}`];
    if (value === null || value === undefined) continue;
    entries.push([
      field.name.slice("metadata.".length),
      value instanceof Date ? value.toISOString() : (value as MetadataValue),
    ]);
  }
  return Object.fromEntries(entries);
}

async function readStates(
  sql: Sql,
  names: FilterNames,
  list: SqlValue,
): Promise<Map<number, Record<string, EmbeddingState>>> {
  const spaces = new Map([...names.spaces].map(([name, id]) => [id, name]));
  const states = new Map<number, Record<string, EmbeddingState>>();
  const lines = await sql.all<{ row: number; space: number; state: EmbeddingState }>(
    `SELECT row, space, state FROM embeddings WHERE row ${IN_ORDINALS}`,
    [list],
  );
  for (const { row, space, state } of lines) {
    const name = spaces.get(space);
    if (name === undefined) continue;
    const known = states.get(row) ?? {};
    known[name] = state;
    states.set(row, known);
  }
  return states;
}

async function readScores(
  sql: Sql,
  functions: readonly ServedFunction[],
  list: SqlValue,
): Promise<[string, Map<number, number>][]> {
  const columns: [string, Map<number, number>][] = [];
  for (const { name, table } of functions) {
    const rows =
      table === null
        ? []
        : await sql.all<{ row: number; score: number }>(`SELECT row, score FROM ${table} WHERE row ${IN_ORDINALS}`, [
            list,
          ]);
    columns.push([name, new Map(rows.map(({ row, score }) => [row, score]))]);
  }
  return columns;
}

/**
 * True for rows of a few ordinals. As bits, which DuckDB tests before it reads the other columns, block by block; it
 * would read all of them for a list of ordinals. The range lets it leave out groups of blocks.
 */
function ordinalsSql(ordinals: ArrayLike<number>): CompiledFilter {
  let [low, high] = [ordinals[0] as number, ordinals[0] as number];
  for (let i = 1; i < ordinals.length; i++) {
    low = Math.min(low, ordinals[i] as number);
    high = Math.max(high, ordinals[i] as number);
  }
  const { where, values } = bitsetSql(bitsetOf(Array.from(ordinals), Math.ceil((high + 1) / 8) * 8));
  return { where: `r.row BETWEEN ${low} AND ${high} AND ${where}`, values };
}

/** The ordinal of each key that is there. */
export async function ordinalsByKey(sql: Pick<Sql, "all">, keys: readonly string[]): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const rows = await sql.all<{ row: number; key: string }>(
    "SELECT row, key FROM rows WHERE key IN (SELECT unnest(?))",
    [stringList(keys)],
  );
  return new Map(rows.map(({ row, key }) => [key, row]));
}
