import { bitsetOf } from "@pomona/compute/bitset";
import type { MetadataValue } from "@pomona/contract/fields";
import type { EmbeddingState } from "@pomona/contract/filter";
import type { MediaType } from "@pomona/contract/names";
import type { Row } from "@pomona/contract/rows";
import type { Sql, SqlRow, SqlValue } from "./database.ts";
import type { CatalogField } from "./fields.ts";
import { type Fragment, fragment } from "./filter-field-sql.ts";
import type { FilterNames } from "./filter-names.ts";
import { bitsetSql, type CompiledFilter } from "./filter-sql.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import type { ServedFunction } from "./score-source.ts";
import { scoresOfRows } from "./served-column.ts";
import { int, iso, stringList } from "./sql-values.ts";

/** A row as queries return it, with its number. */
export interface ReadRow extends Row {
  ordinal: number;
}

export interface ReadOptions {
  functions: readonly ServedFunction[];
  /** Characters of the text; absent: all. */
  textLength?: number | undefined;
  /** Words looked for in the text; `passage` is the part that has one. Absent: no passages. */
  words?: readonly string[] | undefined;
}

/** Characters of a passage, and those of them in front of the words. */
const PASSAGE_LENGTH = 400;
const PASSAGE_LEAD = 80;
/** More words than this are not looked for. */
const MOST_WORDS = 16;

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
  const passage = passageSql(options.words ?? []);
  const wanted = ordinalsSql(ordinals);
  const rows = await sql.all(
    `SELECT r.row, r.key, r.dataset, r.media_type, r.labels, r.tags, r.uri, r.width, r.height, r.bytes, r.format, r.created,
       r.content_hash, ${text} AS text, ${passage.sql} AS passage${columns} FROM rows r WHERE ${wanted.where}`,
    [...passage.values, ...wanted.values],
  );
  const states = await readStates(sql, names, { list, range: rangeOf(ordinals) });
  const scores = await readScores(sql, options.functions, ordinals);
  const byOrdinal = new Map(rows.map((row) => [int(row.row), row]));
  return Array.from(ordinals).flatMap((ordinal) => {
    const row = byOrdinal.get(ordinal);
    if (!row) return [];
    return [
      toRow(row, metadata, {
        embeddings: states.get(ordinal)?.embeddings ?? {},
        errors: states.get(ordinal)?.errors ?? [],
        scores: Object.fromEntries(scores.map(([name, column]) => [name, column.get(ordinal) ?? null])),
      }),
    ];
  });
}

function toRow(
  row: SqlRow,
  metadata: readonly CatalogField[],
  more: Pick<Row, "embeddings" | "errors" | "scores">,
): ReadRow {
  return {
    key: row.key as string,
    dataset: row.dataset as string,
    mediaType: row.media_type as MediaType,
    labels: row.labels as string[],
    tags: row.tags as string[],
    metadata: metadataOf(row, metadata),
    ...more,
    text: row.text as string | null,
    passage: row.passage as string | null,
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

/** The part of a text around the first of the words that it has, case ignored; NULL where it has none. */
function passageSql(words: readonly string[]): Fragment {
  const places = words.slice(0, MOST_WORDS).map(() => "nullif(strpos(lower(r.text), lower(?)), 0)");
  const [only] = places;
  if (only === undefined) return fragment("NULL");
  const place = places.length === 1 ? only : `coalesce(${places.join(", ")})`;
  return fragment(
    `substr(r.text, greatest(1, ${place} - ${PASSAGE_LEAD}), ${PASSAGE_LENGTH})`,
    ...words.slice(0, MOST_WORDS),
  );
}

type States = Pick<Row, "embeddings" | "errors">;

async function readStates(
  sql: Sql,
  names: FilterNames,
  { list, range }: { list: SqlValue; range: ReturnType<typeof rangeOf> },
): Promise<Map<number, States>> {
  const spaces = new Map([...names.spaces].map(([name, id]) => [id, name]));
  const states = new Map<number, States>();
  const lines = await sql.all<{
    row: number;
    space: number;
    state: EmbeddingState;
    code: string | null;
    message: string | null;
  }>(
    `SELECT row, space, state, error_code AS code, error_message AS message FROM embeddings
     WHERE row BETWEEN ${range.low} AND ${range.high} AND row ${IN_ORDINALS} ORDER BY space`,
    [list],
  );
  for (const { row, space, state, code, message } of lines) {
    const name = spaces.get(space);
    if (name === undefined) continue;
    const known = states.get(row) ?? { embeddings: {}, errors: [] };
    known.embeddings[name] = state;
    if (state === "failed") known.errors.push({ space: name, code: code ?? "model", message: message ?? "" });
    states.set(row, known);
  }
  return states;
}

async function readScores(
  sql: Sql,
  functions: readonly ServedFunction[],
  ordinals: ArrayLike<number>,
): Promise<[string, Map<number, number>][]> {
  const columns: [string, Map<number, number>][] = [];
  for (const served of functions) {
    const scores = await scoresOfRows(sql, served, ordinals);
    const scored = Array.from(ordinals, (ordinal, i): [number, number] => [ordinal, scores[i] as number]);
    columns.push([served.name, new Map(scored.filter(([, score]) => !Number.isNaN(score)))]);
  }
  return columns;
}

/**
 * True for rows of a few ordinals. As bits, which DuckDB tests before it reads the other columns, block by block; it
 * would read all of them for a list of ordinals. The range lets it leave out groups of blocks.
 */
function ordinalsSql(ordinals: ArrayLike<number>): CompiledFilter {
  const { low, high } = rangeOf(ordinals);
  const { where, values } = bitsetSql(bitsetOf(Array.from(ordinals), Math.ceil((high + 1) / 8) * 8));
  return { where: `r.row BETWEEN ${low} AND ${high} AND ${where}`, values };
}

function rangeOf(ordinals: ArrayLike<number>): { low: number; high: number } {
  let [low, high] = [ordinals[0] as number, ordinals[0] as number];
  for (let i = 1; i < ordinals.length; i++) {
    low = Math.min(low, ordinals[i] as number);
    high = Math.max(high, ordinals[i] as number);
  }
  return { low, high };
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
