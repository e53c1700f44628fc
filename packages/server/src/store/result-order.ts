import { type Bitset, hasBit, ordinalAt, rankOf } from "@pomona/compute/bitset";
import { giveTurn } from "../config/give-turn.ts";
import type { Sql } from "./database.ts";
import { bitsetSql } from "./filter-sql.ts";
import { arrivalPage, markSql, type PageMark, readSql, type SqlSort } from "./query-page.ts";
import { countAhead, rankedPage } from "./rank-column.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import { int } from "./sql-values.ts";

/** The rows of a bitset in an order, reached by their position in it. */
export interface ResultOrder {
  /** Up to `limit` rows from a position (counted from 0) on. */
  page(offset: number, limit: number): Promise<PageMark[]>;
  /** How many rows are in front of a place, also when its row is gone or not in the result. */
  countBefore(place: PageMark): Promise<number>;
  /** The place of a row in the order. */
  placeOf(ordinal: number): Promise<PageMark>;
}

/** The order of arrival. Under a millisecond for a million rows. */
export const arrivalOrder = (bits: Bitset): ResultOrder => ({
  page: async (offset, limit) => {
    const first = ordinalAt(bits, offset);
    return first < 0 ? [] : arrivalPage(bits, { limit, after: { ordinal: first - 1, value: null } });
  },
  countBefore: async ({ ordinal }) => rankOf(bits, ordinal),
  placeOf: async (ordinal) => ({ ordinal, value: null }),
});

/** The order by a column of scores by ordinal (NaN: none, last). About 10 ms for a million rows. */
export const scoreOrder = (bits: Bitset, scores: Float32Array, isDescending: boolean): ResultOrder => ({
  page: async (offset, limit) =>
    scoreMarks(scores, await rankedPage(bits, scores, { isDescending, limit, after: null, skip: offset })),
  countBefore: ({ value, ordinal }) =>
    countAhead(bits, scores, { isDescending, place: { score: value === null ? Number.NaN : Number(value), ordinal } }),
  placeOf: async (ordinal) => scoreMark(scores, ordinal),
});

/** Places of rows in an order by score. */
export const scoreMarks = (scores: Float32Array, ordinals: Uint32Array): PageMark[] =>
  Array.from(ordinals, (ordinal) => scoreMark(scores, ordinal));

function scoreMark(scores: Float32Array, ordinal: number): PageMark {
  const score = scores[ordinal] ?? Number.NaN;
  return { ordinal, value: Number.isNaN(score) ? null : String(score) };
}

const TURN_ROWS = 1 << 18;

/**
 * The order by an expression over `rows`. `sorted` gives the ordinals of all rows in that order (`sortedOrdinals`, kept by
 * the caller): a page is found by walking it, a few milliseconds for a million rows.
 */
export const fieldOrder = (
  sql: Sql,
  bits: Bitset,
  { sort, sorted }: { sort: SqlSort; sorted: () => Promise<Uint32Array> },
): ResultOrder => ({
  page: async (offset, limit) => {
    const ordinals = await sorted();
    const page: number[] = [];
    let skip = offset;
    for (let i = 0; i < ordinals.length && page.length < limit; i++) {
      if (i % TURN_ROWS === TURN_ROWS - 1) await giveTurn();
      const ordinal = ordinals[i] as number;
      if (hasBit(bits, ordinal) && skip-- <= 0) page.push(ordinal);
    }
    return valuesOf(sql, sort, page);
  },
  countBefore: async (place) => {
    const where = bitsetSql(bits);
    const behind = markSql(sort, place);
    const line = await sql.one(
      `SELECT count(*) AS n FROM (SELECT r.row AS row, ${sort.expression} AS x FROM rows r WHERE ${where.where})
       WHERE row <> ${Math.trunc(place.ordinal)} AND (${behind.sql}) IS NOT TRUE`,
      [...where.values, ...behind.values],
    );
    return int(line?.n ?? 0);
  },
  placeOf: async (ordinal) => (await valuesOf(sql, sort, [ordinal]))[0] ?? { ordinal, value: null },
});

/** Ordinals of all rows in the order of a sort by a field, rows without a value last; 4 bytes a row. */
export async function sortedOrdinals(sql: Sql, { expression, isDescending }: SqlSort): Promise<Uint32Array> {
  const [ordinals] = await sql.numbers(
    `SELECT r.row FROM rows r ORDER BY ${expression} ${isDescending ? "DESC" : "ASC"} NULLS LAST, r.row`,
  );
  return ordinals as Uint32Array;
}

/** The place of each of these rows in the order of a sort by a field, in the order given. */
async function valuesOf(sql: Sql, sort: SqlSort, ordinals: readonly number[]): Promise<PageMark[]> {
  if (ordinals.length === 0) return [];
  const lines = await sql.all<{ row: number; value: unknown }>(
    `SELECT r.row AS row, ${readSql(sort.kind, sort.expression)} AS value FROM rows r WHERE r.row ${IN_ORDINALS}`,
    [ordinalList(ordinals)],
  );
  const values = new Map(lines.map(({ row, value }) => [int(row), value === null ? null : String(value)]));
  return ordinals.map((ordinal) => ({ ordinal, value: values.get(ordinal) ?? null }));
}
