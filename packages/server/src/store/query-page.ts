import { andNotBits, fromDuckdbBits, hasBit, orBits } from "@pomona/compute/bitset";
import { Problem } from "@pomona/contract/problems";
import type { Sql, SqlValue } from "./database.ts";
import { readBits } from "./filter-bits.ts";
import { bitsetSql } from "./filter-sql.ts";
import { int } from "./sql-values.ts";
import type { Bitset } from "./vector-store.ts";

/** How the values of a sort are compared in SQL and written in a page mark. */
export type SortKind = "text" | "number" | "moment";

/** Order by an expression over `r`, then by order of arrival; rows without a value last. */
export interface SqlSort {
  expression: string;
  kind: SortKind;
  isDescending: boolean;
  /** A table with scores, which `r` is instead of `rows`; null: no row has a score. */
  table?: string | null | undefined;
}

/** Where a page ended. `value` is the sort value as text (numbers in full, moments in microseconds), null for none. */
export interface PageMark {
  value: string | null;
  ordinal: number;
}

const CAST: Record<SortKind, string> = {
  text: "?",
  number: "CAST(? AS DOUBLE)",
  moment: "make_timestamp(CAST(? AS BIGINT))",
};

/** A sort value as a page mark has it. */
export const readSql = (kind: SortKind, x: string): string =>
  kind === "number" ? `CAST(${x} AS DOUBLE)` : kind === "moment" ? `epoch_us(${x})` : x;

/** Ordinals of one page of the rows of a bitset, with their sort values, behind a mark. */
export async function pageOf(
  sql: Sql,
  bits: Bitset,
  page: { sort: SqlSort; limit: number; after: PageMark | null },
): Promise<PageMark[]> {
  const { sort, after } = page;
  if (sort.table === undefined) return sortedPage(sql, bits, page);
  // The table of scores alone, then the rows it does not have: several times faster than joining it with `rows`.
  const scored = after?.value === null || sort.table === null ? [] : await sortedPage(sql, bits, page);
  const limit = page.limit - scored.length;
  if (limit === 0) return scored;
  const hasScore = sort.table === null ? bits.subarray(0, 0) : await readBits(sql, EVERY_LINE, sort.table);
  return [
    ...scored,
    ...arrivalPage(andNotBits(bits, hasScore), { limit, after: after?.value === null ? after : null }),
  ];
}

/** The value that a row is sorted by, as a page mark holds it; null for none. */
export async function sortValueOf(sql: Sql, sort: SqlSort, ordinal: number): Promise<string | null> {
  if (sort.table === null) return null;
  const row = await sql.one(
    `SELECT ${readSql(sort.kind, "x")} AS value FROM (SELECT ${sort.expression} AS x FROM ${sort.table ?? "rows"} r WHERE r.row = ${Math.trunc(ordinal)})`,
  );
  return row?.value == null ? null : String(row.value);
}

/** The rows of a bitset that come behind a mark, as bits. */
export async function rowsBehind(
  sql: Sql,
  bits: Bitset,
  { sort, after }: { sort: SqlSort; after: PageMark },
): Promise<Bitset> {
  const length = bits.length * 8;
  const sorted = async (table: string): Promise<Bitset> => {
    const where = bitsetSql(bits);
    const behind = markSql(sort, after);
    const line = await sql.one<{ bits: Uint8Array | null }>(
      `SELECT bitstring_agg(row, 0, ${length - 1}) AS bits FROM (
         SELECT r.row AS row, ${sort.expression} AS x FROM ${table} r WHERE ${where.where}) WHERE ${behind.sql}`,
      [...where.values, ...behind.values],
    );
    return line?.bits ? fromDuckdbBits(line.bits) : new Uint8Array(bits.length);
  };
  if (sort.table === undefined) return sorted("rows");
  const hasScore = sort.table === null ? bits.subarray(0, 0) : await readBits(sql, EVERY_LINE, sort.table);
  const unscored = andNotBits(bits, hasScore);
  if (after.value === null) return bitsAfter(unscored, after.ordinal);
  return sort.table === null ? unscored : orBits(await sorted(sort.table), unscored);
}

/** The rows of a bitset that arrived after one. */
export function bitsAfter(bits: Bitset, ordinal: number): Bitset {
  const after = new Uint8Array(bits);
  after.fill(0, 0, ordinal >>> 3);
  const byte = ordinal >>> 3;
  for (let i = byte * 8; i <= ordinal; i++)
    if (hasBit(after, i)) after[byte] = (after[byte] as number) & ~(1 << (i & 7));
  return after;
}

const EVERY_LINE = { where: "TRUE", values: [] };

async function sortedPage(
  sql: Sql,
  bits: Bitset,
  { sort, limit, after }: { sort: SqlSort; limit: number; after: PageMark | null },
): Promise<PageMark[]> {
  const where = bitsetSql(bits);
  const behind = after ? markSql(sort, after) : { sql: "TRUE", values: [] };
  const rows = await sql.all(
    `SELECT row, ${readSql(sort.kind, "x")} AS value FROM (
       SELECT r.row AS row, ${sort.expression} AS x FROM ${sort.table ?? "rows"} r WHERE ${where.where}
     ) WHERE ${behind.sql} ORDER BY x ${sort.isDescending ? "DESC" : "ASC"} NULLS LAST, row LIMIT ${Math.trunc(limit)}`,
    [...where.values, ...behind.values],
  );
  return rows.map((row) => ({ ordinal: int(row.row), value: row.value === null ? null : String(row.value) }));
}

/** A page in order of arrival; no row has a sort value. */
export function arrivalPage(bits: Bitset, { limit, after }: { limit: number; after: PageMark | null }): PageMark[] {
  const page: PageMark[] = [];
  for (let ordinal = after ? after.ordinal + 1 : 0; ordinal < bits.length * 8 && page.length < limit; ordinal++) {
    if ((ordinal & 7) === 0 && bits[ordinal >>> 3] === 0) ordinal += 7;
    else if (hasBit(bits, ordinal)) page.push({ ordinal, value: null });
  }
  return page;
}

/** True for what comes behind a place; over `x`, the sort value, and `row`. */
export function markSql(
  { kind, isDescending }: SqlSort,
  { value, ordinal }: PageMark,
): { sql: string; values: SqlValue[] } {
  const row = Math.trunc(ordinal);
  if (value === null) return { sql: `(x IS NULL AND row > ${row})`, values: [] };
  const at = CAST[kind];
  return {
    sql: `(x ${isDescending ? "<" : ">"} ${at} OR (x = ${at} AND row > ${row}) OR x IS NULL)`,
    values: [value, value],
  };
}

/** An opaque page mark; it fits only the request it was given for. */
export function encodeMark(mark: PageMark, request: string): string {
  return Buffer.from(JSON.stringify([mark.value, mark.ordinal, request])).toString("base64url");
}

/** Throws `bad-request` for anything `encodeMark` did not make for the same request. */
export function decodeMark(text: string, request: string, kind: SortKind): PageMark {
  const refuse = (reason: string): never => {
    throw new Problem("bad-request", {
      detail: `A page mark ${reason}. Take \`next\` or \`previous\` of a page as it is, with the same filter and sort.`,
      fields: { field: "after" },
    });
  };
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return refuse("cannot be read");
  }
  if (!Array.isArray(parts) || parts.length !== 3) return refuse("cannot be read");
  const [value, ordinal, of] = parts as [unknown, unknown, unknown];
  if (!Number.isInteger(ordinal) || (ordinal as number) < 0 || (value !== null && typeof value !== "string"))
    return refuse("cannot be read");
  if (of !== request) return refuse("belongs to another query");
  if (typeof value === "string" && kind === "number" && Number.isNaN(Number(value))) return refuse("cannot be read");
  if (typeof value === "string" && kind === "moment" && !/^-?\d{1,18}$/.test(value)) return refuse("cannot be read");
  return { value: value as string | null, ordinal: ordinal as number };
}
