import type { Row } from "@pomona/contract/rows";
import type { CatalogQuery } from "./catalog-query.ts";
import { type RowSelection, withRange, withRows } from "./selection.ts";

/** Up to so many loaded rows are named one by one; more, or rows that are not loaded, are sent as a range. */
const NAMED_ROWS = 1000;
/** Of a longer range, so many rows at either end are marked at once; others as the server tells. */
const MARKED_ROWS = 500;

/** One end of a range: a row and its position in the result. */
export interface RangeEnd {
  key: string;
  position: number;
}

/** Turns the rows from one position of a result to another on or off, whether the rows between are loaded or not. */
export function selectBetween(
  selection: RowSelection,
  query: CatalogQuery,
  range: { from: RangeEnd; to: RangeEnd; isOn: boolean; rowAt: (position: number) => Row | undefined },
): RowSelection {
  const { from, to, isOn, rowAt } = range;
  const [low, high] = from.position < to.position ? [from, to] : [to, from];
  const keys = keysAt(rowAt, low.position, Math.min(high.position, low.position + NAMED_ROWS));
  if (keys.length === high.position - low.position + 1) return withRows(selection, keys, isOn);
  const near = [
    ...keysAt(rowAt, low.position, low.position + MARKED_ROWS),
    ...keysAt(rowAt, high.position - MARKED_ROWS, high.position),
  ];
  return withRange(
    selection,
    { filter: query.filter, ...(query.sort ? { sort: query.sort } : {}), from: from.key, to: to.key },
    { isOn, loaded: near.map((key) => [key, true] as const) },
  );
}

function keysAt(rowAt: (position: number) => Row | undefined, first: number, last: number): string[] {
  const keys: string[] = [];
  for (let position = first; position <= last; position++) {
    const key = rowAt(position)?.key;
    if (key !== undefined) keys.push(key);
  }
  return keys;
}
