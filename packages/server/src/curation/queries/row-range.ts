import { andBits, andNotBits, bitsetOf, orBits } from "@pomona/compute/bitset";
import { Problem } from "@pomona/contract/problems";
import type { RowRange } from "@pomona/contract/selection";
import { bitsAfter, type PageMark, rowsBehind, sortValueOf } from "../../store/query-page.ts";
import { rankedBehind } from "../../store/rank-column.ts";
import { ordinalsByKey } from "../../store/row-read.ts";
import type { Bitset } from "../../store/vector-store.ts";
import { onSnapshot, prepareFilter, type QueryContext, type Snapshot } from "./query-context.ts";
import { type PreparedSort, prepareSort, sqlSort } from "./query-sort.ts";

/**
 * The rows from one to another in the order of a query, both included and in either direction, however many lie between
 * them. Cost: one scan of the filter and one or two of the order. Throws `row-not-found` for an end that is gone.
 */
export async function rangeBits(context: QueryContext, range: RowRange): Promise<Uint8Array<ArrayBuffer>> {
  const prepared = await prepareFilter(context, range.filter);
  const sort = await prepareSort(context, range.sort);
  return onSnapshot(context, prepared, async (snapshot) => {
    const bits = await snapshot.bits();
    const ends = await ordinalsByKey(snapshot.sql, [range.from, range.to]);
    const [from, to] = [range.from, range.to].map((key) => {
      const ordinal = ends.get(key);
      if (ordinal === undefined)
        throw new Problem("row-not-found", {
          detail: `A range of the selection ends at the row ${JSON.stringify(key)}, which is not there any more. Select the range again.`,
          fields: { key },
        });
      return ordinal;
    }) as [number, number];
    const [behindFrom, behindTo] = [await behind(snapshot, bits, sort, from), await behind(snapshot, bits, sort, to)];
    // Either may come first: what is behind one and not behind the other lies between them.
    const between = orBits(andNotBits(behindFrom, behindTo), andNotBits(behindTo, behindFrom));
    return andBits(bits, orBits(between, bitsetOf([from, to], bits.length * 8)));
  });
}

/** The rows of a bitset that come after a row in an order. */
async function behind(
  { sql, names }: Snapshot,
  bits: Bitset,
  sort: PreparedSort | null,
  ordinal: number,
): Promise<Bitset> {
  if (sort === null) return bitsAfter(bits, ordinal);
  if (sort.by === "similarity") return rankedBehind(bits, sort.scores, { isDescending: sort.isDescending, ordinal });
  const order = sqlSort(names, sort);
  const mark: PageMark = { value: await sortValueOf(sql, order, ordinal), ordinal };
  return rowsBehind(sql, bits, { sort: order, after: mark });
}
