import { BIGINT, BOOLEAN, type DuckDBType, INTEGER, TIMESTAMP, UINTEGER, VARCHAR } from "@duckdb/node-api";
import type { MetadataValue } from "@pomona/contract/fields";
import type { MediaType } from "@pomona/contract/names";
import { giveTurn } from "../config/give-turn.ts";
import type { AppendColumn } from "./append-columns.ts";
import { identifier, type Sql, type SqlRow, type SqlValue, type Transaction } from "./database.ts";
import { columnType, type MetadataColumn, metadataSqlValue } from "./metadata-columns.ts";
import { candidateRows, extendRowLookup } from "./row-lookup.ts";
import { int, STRING_LIST, stringList, timestamp } from "./sql-values.ts";

/** How the original of a row is kept: a file where it is, a copy named by its hash, or the text itself. */
export type ContentKind = "file" | "blob" | "inline";

/** What a source said of a row that a user may say otherwise. Metadata fields it gave no value are left out. */
export interface SourceSaid {
  labels: string[];
  tags: string[];
  metadata: Record<string, MetadataValue>;
}

/** A row as it is written. */
export interface StoredRow {
  row: number;
  key: string;
  dataset: string;
  mediaType: MediaType;
  labels: string[];
  tags: string[];
  text: string | null;
  uri: string | null;
  contentKind: ContentKind;
  contentHash: string;
  /** Hash of everything the source said of the row; tells "unchanged" from "replaced". */
  sourceHash: string;
  /** What the source said at its last import; `labels`, `tags` and `metadata` of the row may have been edited since. */
  sourceSaid: SourceSaid;
  bytes: number;
  width: number | null;
  height: number | null;
  format: string | null;
  duplicate: boolean;
  created: Date;
  metadata: Record<string, MetadataValue>;
}

/** What a write needs to know of a row that is already there. */
export interface KnownRow {
  row: number;
  key: string;
  dataset: string;
  contentKind: ContentKind;
  contentHash: string;
  sourceHash: string;
  created: Date;
}

/** Rows that have one of the values, and perhaps some that have not; read by their ordinals while a lookup is open. */
async function rowsWith(
  sql: Pick<Sql, "all" | "one">,
  by: "key" | "content_hash",
  { columns, values }: { columns: string; values: string[] },
): Promise<SqlRow[]> {
  const candidates = await candidateRows(sql, by, values);
  if (candidates === null)
    return sql.all(`SELECT ${columns} FROM rows WHERE ${by} IN (SELECT unnest(?))`, [stringList(values)]);
  if (candidates.length === 0) return [];
  return sql.all(`SELECT ${columns} FROM rows WHERE row ${IN_ORDINALS}`, [ordinalList(candidates)]);
}

/** Rows that have one of the keys, by key. */
export async function knownRows(sql: Pick<Sql, "all" | "one">, keys: string[]): Promise<Map<string, KnownRow>> {
  const columns = "row, key, dataset, content_kind, content_hash, source_hash, created";
  const rows = await rowsWith(sql, "key", { columns, values: keys });
  const wanted = new Set(keys);
  const known = new Map<string, KnownRow>();
  for (const row of rows)
    if (wanted.has(row.key as string))
      known.set(row.key as string, {
        row: int(row.row),
        key: row.key as string,
        dataset: row.dataset as string,
        contentKind: row.content_kind as ContentKind,
        contentHash: row.content_hash as string,
        sourceHash: row.source_hash as string,
        created: row.created as Date,
      });
  return known;
}

/**
 * Rows of keys: places in `keys` and the ordinals of the rows that have them, in no order. One pass over the keys of the
 * catalog, however many are asked for.
 */
export async function ordinalsOfKeys(
  sql: Pick<Sql, "columns">,
  keys: readonly string[],
): Promise<{ places: number[]; ordinals: number[] }> {
  const [places = [], ordinals = []] = await sql.columns(
    `SELECT k.place, r.row FROM (SELECT unnest(from_json(?, '["VARCHAR"]')) AS key, unnest(range(?))::INTEGER AS place) k
     JOIN rows r ON r.key = k.key`,
    // Half a surrogate pair has no UTF-8; it is stored as U+FFFD, too.
    [JSON.stringify(keys.map((key) => key.replace(/\p{Surrogate}/gu, "\ufffd"))), keys.length],
  );
  return { places: places as number[], ordinals: ordinals as number[] };
}

/** Keys of rows in the order of their ordinals given; those that are gone are left out. */
export async function keysOfRows(sql: Pick<Sql, "columns">, ordinals: ArrayLike<number>): Promise<string[]> {
  const [keys = []] = await sql.columns(
    `SELECT r.key FROM (SELECT unnest(?::UINTEGER[]) AS row, unnest(range(?)) AS place) o JOIN rows r ON r.row = o.row
     ORDER BY o.place`,
    [ordinalList(ordinals), ordinals.length],
  );
  return keys as string[];
}

/** Values made into objects at once: a few milliseconds. */
const READ_VALUES = 10_000;

/** What the catalog holds of rows, and what their source last said of them, by ordinal. */
export async function saidOfRows(
  sql: Pick<Sql, "all">,
  ordinals: readonly number[],
  columns: MetadataColumn[],
): Promise<Map<number, { now: SourceSaid; source: SourceSaid }>> {
  const names = ["row", "labels", "tags", "source_said", ...columns.map((field) => field.column)];
  const rowsAtOnce = Math.ceil(READ_VALUES / names.length);
  const said = new Map<number, { now: SourceSaid; source: SourceSaid }>();
  for (let start = 0; start < ordinals.length; start += rowsAtOnce) {
    const rows = await sql.all(`SELECT ${names.map(identifier).join(", ")} FROM rows WHERE row ${IN_ORDINALS}`, [
      ordinalList(ordinals.slice(start, start + rowsAtOnce)),
    ]);
    for (const row of rows) {
      const metadata: Record<string, MetadataValue> = Object.create(null) as Record<string, MetadataValue>;
      for (const field of columns) {
        const value = row[field.column];
        if (value !== null)
          metadata[field.name] = value instanceof Date ? value.toISOString() : (value as MetadataValue);
      }
      const now = { labels: row.labels as string[], tags: row.tags as string[], metadata };
      said.set(int(row.row), { now, source: JSON.parse(row.source_said as string) as SourceSaid });
    }
    await giveTurn();
  }
  return said;
}

/** Of the given content hashes, those that some row has, with the keys of the rows that have it. */
export async function knownContents(
  sql: Pick<Sql, "all" | "one">,
  hashes: string[],
): Promise<Map<string, Set<string>>> {
  const wanted = new Set(hashes);
  const known = new Map<string, Set<string>>();
  for (const row of await rowsWith(sql, "content_hash", { columns: "content_hash, key", values: hashes })) {
    const hash = row.content_hash as string;
    if (!wanted.has(hash)) continue;
    const keys = known.get(hash);
    if (keys) keys.add(row.key as string);
    else known.set(hash, new Set([row.key as string]));
  }
  return known;
}

/** Marks the rows of contents that more than one row has. */
export async function markDuplicates(tx: Transaction, hashes: string[]): Promise<void> {
  if (hashes.length === 0) return;
  const candidates = await candidateRows(tx, "content_hash", hashes);
  const among = candidates === null ? "" : `row ${IN_ORDINALS} AND`;
  await tx.run(`UPDATE rows SET duplicate = true WHERE ${among} content_hash IN (SELECT unnest(?))`, [
    ...(candidates === null ? [] : [ordinalList(candidates)]),
    stringList(hashes),
  ]);
}

/** Takes `count` ordinals that were never used; the first of them is returned. */
export async function takeOrdinals(tx: Transaction, count: number): Promise<number> {
  const first = Number((await tx.one("SELECT value FROM settings WHERE name = 'next_ordinal'"))?.value);
  await tx.run("UPDATE settings SET value = ? WHERE name = 'next_ordinal'", [String(first + count)]);
  return first;
}

/** Ordinals given out so far; every row's ordinal is below it. */
export const nextOrdinal = async (sql: Pick<Sql, "one">): Promise<number> =>
  Number((await sql.one("SELECT value FROM settings WHERE name = 'next_ordinal'"))?.value ?? 0);

/** Appends rows. `columns` are all metadata columns of the catalog, in order. */
export async function appendRows(tx: Transaction, rows: StoredRow[], columns: MetadataColumn[]): Promise<void> {
  if (rows.length === 0) return;
  const all: AppendColumn[] = [];
  const add = async (type: DuckDBType, pick: (row: StoredRow) => SqlValue): Promise<void> => {
    const values: SqlValue[] = [];
    for (const row of rows) {
      values.push(pick(row));
      const wait = giveTurn();
      if (wait) await wait;
    }
    all.push({ type, values });
  };
  await add(UINTEGER, (row) => row.row);
  await add(VARCHAR, (row) => row.key);
  await add(VARCHAR, (row) => row.dataset);
  await add(VARCHAR, (row) => row.mediaType);
  await add(STRING_LIST, (row) => stringList(row.labels));
  await add(STRING_LIST, (row) => stringList(row.tags));
  await add(VARCHAR, (row) => row.text);
  await add(VARCHAR, (row) => row.uri);
  await add(VARCHAR, (row) => row.contentKind);
  await add(VARCHAR, (row) => row.contentHash);
  await add(VARCHAR, (row) => row.sourceHash);
  await add(VARCHAR, (row) => JSON.stringify(row.sourceSaid));
  await add(BIGINT, (row) => BigInt(row.bytes));
  await add(INTEGER, (row) => row.width);
  await add(INTEGER, (row) => row.height);
  await add(VARCHAR, (row) => row.format);
  await add(BOOLEAN, (row) => row.duplicate);
  await add(TIMESTAMP, (row) => timestamp(row.created));
  for (const field of columns)
    await add(columnType(field.type), (row) =>
      metadataSqlValue(field, Object.hasOwn(row.metadata, field.name) ? row.metadata[field.name] : null),
    );
  await tx.append("rows", all);
  await extendRowLookup(tx);
}

/** A list of ordinals as one bound value; used as `row IN (SELECT unnest(?::UINTEGER[]))`. */
export const ordinalList = (ordinals: ArrayLike<number>): SqlValue => {
  const texts: string[] = [];
  for (let i = 0; i < ordinals.length; i++) texts.push(String(ordinals[i]));
  return `[${texts.join(",")}]`;
};
export const IN_ORDINALS = "IN (SELECT unnest(?::UINTEGER[]))";

/** Tables of scores and of places that there are, whatever their function or projection. */
const columnTables = async (tx: Transaction): Promise<string[]> =>
  (
    await tx.all(
      "SELECT table_name FROM duckdb_tables() WHERE regexp_matches(table_name, '^(scores|map)_[0-9]+_[0-9]+$')",
    )
  ).map((row) => row.table_name as string);

/** Removes rows from every table. Duplicate marks of what stays are put right. */
export async function removeRows(tx: Transaction, ordinals: ArrayLike<number>): Promise<void> {
  if (ordinals.length === 0) return;
  const list = ordinalList(ordinals);
  const hashes = (
    await tx.all(`SELECT DISTINCT content_hash FROM rows WHERE duplicate AND row ${IN_ORDINALS}`, [list])
  ).map((row) => row.content_hash as string);
  for (const table of [
    "rows",
    "embeddings",
    "batch_rows",
    "review_rows",
    "automation_queue",
    ...(await columnTables(tx)),
  ])
    await tx.run(`DELETE FROM ${identifier(table)} WHERE row ${IN_ORDINALS}`, [list]);
  if (hashes.length > 0)
    await tx.run(
      `UPDATE rows SET duplicate = false WHERE duplicate AND content_hash IN (
         SELECT content_hash FROM rows WHERE content_hash IN (SELECT unnest(?)) GROUP BY 1 HAVING count(*) = 1)`,
      [stringList(hashes)],
    );
}
