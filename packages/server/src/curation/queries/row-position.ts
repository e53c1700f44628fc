import { countBits, hasBit } from "@pomona/compute/bitset";
import { Problem } from "@pomona/contract/problems";
import type { PositionRequest } from "@pomona/contract/rows";
import { ordinalsByKey } from "../../store/row-read.ts";
import { onSnapshot, prepareFilter, type QueryContext } from "./query-context.ts";
import { prepareSort } from "./query-sort.ts";
import { resultOrder } from "./result-page.ts";

/**
 * How many rows of a query's result are in front of a row; null where the filter leaves it out. Throws `row-not-found`
 * and what the query throws. Cost: one pass over the result.
 */
export async function rowPosition(
  context: QueryContext,
  { key, ...request }: PositionRequest,
): Promise<{ position: number | null; total: number }> {
  const prepared = await prepareFilter(context, request.filter);
  const sort = await prepareSort(context, request.sort);
  return onSnapshot(context, prepared, async (snapshot) => {
    const bits = await snapshot.bits();
    const ordinal = (await ordinalsByKey(snapshot.sql, [key])).get(key);
    if (ordinal === undefined)
      throw new Problem("row-not-found", {
        detail: `There is no row with the key ${JSON.stringify(key)}.`,
        fields: { key },
      });
    const total = countBits(bits);
    if (!hasBit(bits, ordinal)) return { position: null, total };
    const order = await resultOrder(snapshot, bits, sort);
    return { position: await order.countBefore(await order.placeOf(ordinal)), total };
  });
}
