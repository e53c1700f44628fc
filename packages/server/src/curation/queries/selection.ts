import { andBits, andNotBits, bitsetOf, countBits, hasBit, orBits, ordinalsOf } from "@pomona/compute/bitset";
import type { Filter, FilterTree } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import type { Sort } from "@pomona/contract/rows";
import type { Selection, SelectionStep } from "@pomona/contract/selection";
import { bitsetSql, type CompiledFilter } from "../../store/filter-sql.ts";
import { arrivalPage, type SqlSort } from "../../store/query-page.ts";
import { rankByScore } from "../../store/rank-column.ts";
import { ordinalsByKey } from "../../store/row-read.ts";
import { keysOfRows, nextOrdinal } from "../../store/row-table.ts";
import { onSnapshot, prepareFilter, type QueryContext } from "./query-context.ts";
import { prepareSort, sqlSort } from "./query-sort.ts";
import { rangeBits } from "./row-range.ts";

/** Rows that meet a filter (absent: every row), as bits by ordinal; at least as many bits as there are ordinals. */
export async function filterBits(
  context: QueryContext,
  filter: FilterTree | Filter | string | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = await prepareFilter(context, filter);
  return onSnapshot(context, prepared, async ({ bits }) => new Uint8Array(await bits()));
}

/**
 * Rows of a selection: what its filter selects, and the keys it includes, without those it excludes, then changed by its
 * steps in turn. A selection without a filter is only its keys and steps. Throws `row-not-found` for an added key, or an
 * end of a range, that is not there; keys taken out may be gone.
 */
export async function selectionBits(context: QueryContext, selection: Selection): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = await prepareFilter(context, selection.filter ?? { or: [] });
  let bits = await onSnapshot(context, prepared, async (snapshot) => new Uint8Array(await snapshot.bits()));
  const steps: SelectionStep[] = [
    { add: true, keys: selection.include ?? [] },
    { add: false, keys: selection.exclude ?? [] },
    ...(selection.steps ?? []),
  ];
  for (const step of steps) {
    if ("keys" in step && step.keys.length === 0) continue;
    const those = await stepBits(context, step);
    bits = step.add ? orBits(bits, those) : andNotBits(bits, those);
  }
  return bits;
}

function stepBits(context: QueryContext, step: SelectionStep): Promise<Uint8Array<ArrayBuffer>> {
  if ("keys" in step) return keyBits(context, step.keys, step.add);
  return "range" in step ? rangeBits(context, step.range) : filterBits(context, step.filter);
}

/** Rows that have one of the keys, as bits; with `isStrict`, Problem `row-not-found` for a key that no row has. */
async function keyBits(
  { database }: Pick<QueryContext, "database">,
  keys: readonly string[],
  isStrict: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  return database.read(async (sql) => {
    const rows = await ordinalsByKey(sql, keys);
    const missing = isStrict ? keys.find((key) => !rows.has(key)) : undefined;
    if (missing !== undefined)
      throw new Problem("row-not-found", {
        detail: `There is no row with the key ${JSON.stringify(missing)}.`,
        fields: { key: missing },
      });
    return bitsetOf(rows.values(), await nextOrdinal(sql));
  });
}

/** How many rows a selection holds, which of `keys` are among them, and its first rows in order of arrival. */
export async function countSelection(
  context: QueryContext,
  request: { selection: Selection; keys?: readonly string[] | undefined; first?: number | undefined },
): Promise<{ count: number; selected: string[]; first: string[] }> {
  const bits = await selectionBits(context, request.selection);
  const keys = request.keys ?? [];
  const page = arrivalPage(bits, { limit: request.first ?? 0, after: null }).map(({ ordinal }) => ordinal);
  return context.database.read(async (sql) => {
    const rows = await ordinalsByKey(sql, keys);
    const isSelected = (key: string): boolean => {
      const ordinal = rows.get(key);
      return ordinal !== undefined && hasBit(bits, ordinal);
    };
    const first = page.length > 0 ? await keysOfRows(sql, page) : [];
    return { count: countBits(bits), selected: keys.filter(isSelected), first };
  });
}

/** Ordinals of a selection in the order of a sort (absent: of arrival), at most `limit`. */
export async function selectedOrdinals(
  context: QueryContext,
  request: { selection: Selection; sort?: Sort | undefined; limit?: number | undefined },
): Promise<Uint32Array<ArrayBuffer>> {
  const bits = await selectionBits(context, request.selection);
  const sort = await prepareSort(context, request.sort);
  const limit = request.limit ?? Number.MAX_SAFE_INTEGER;
  if (sort === null) return ordinalsOf(bits).slice(0, limit);
  if (sort.by === "similarity")
    return (await rankByScore(ordinalsOf(bits), sort.scores, sort.isDescending)).slice(0, limit);
  const everyRow = await prepareFilter(context, undefined);
  return onSnapshot(context, everyRow, async (snapshot) => {
    const { sql, names } = snapshot;
    const order = sqlSort(names, sort);
    const ordinals = new Uint32Array(Math.min(limit, countBits(bits)));
    let count = 0;
    if (order.table !== null) {
      const where = bitsetSql(bits);
      // In chunks, as a million values read at once would hold up everything else.
      for await (const rows of sql.stream<{ row: number }>(orderedSql(where, order, ordinals.length), where.values))
        for (const { row } of rows) ordinals[count++] = row;
    }
    if (order.table !== undefined && count < ordinals.length) {
      const scored = bitsetOf(ordinals.subarray(0, count), bits.length * 8);
      // Some may be gone since the selection was read.
      const unscored = ordinalsOf(andBits(andNotBits(bits, scored), await snapshot.bits()));
      const rest = unscored.subarray(0, ordinals.length - count);
      ordinals.set(rest, count);
      count += rest.length;
    }
    return ordinals.subarray(0, count);
  });
}

const orderedSql = (where: CompiledFilter, sort: SqlSort, limit: number): string =>
  `SELECT row FROM (SELECT r.row AS row, ${sort.expression} AS x FROM ${sort.table ?? "rows"} r WHERE ${where.where})
   ORDER BY x ${sort.isDescending ? "DESC" : "ASC"} NULLS LAST, row LIMIT ${limit}`;
