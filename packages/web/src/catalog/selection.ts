import type { Filter, Selection } from "@pomona/contract/filter";

/**
 * What is selected, as a predicate: everything in the catalog's filter except `exclude` (mode `all`), or the rows of
 * `include` (mode `some`). Keys keep the order in which they were picked.
 */
export interface RowSelection {
  mode: "some" | "all";
  include: ReadonlySet<string>;
  exclude: ReadonlySet<string>;
}

export const NOTHING_SELECTED: RowSelection = { mode: "some", include: new Set(), exclude: new Set() };
export const ALL_SELECTED: RowSelection = { mode: "all", include: new Set(), exclude: new Set() };

export const isSelected = (selection: RowSelection, key: string): boolean =>
  selection.mode === "all" ? !selection.exclude.has(key) : selection.include.has(key);

export const isEmptySelection = (selection: RowSelection): boolean =>
  selection.mode === "some" && selection.include.size === 0;

/** Turns single rows on or off. */
export function withRows(selection: RowSelection, keys: Iterable<string>, isOn: boolean): RowSelection {
  const changed = new Set(selection.mode === "all" ? selection.exclude : selection.include);
  const isAdding = selection.mode === "all" ? !isOn : isOn;
  for (const key of keys)
    if (isAdding) changed.add(key);
    else changed.delete(key);
  return selection.mode === "all" ? { ...selection, exclude: changed } : { ...selection, include: changed };
}

export const toggleRow = (selection: RowSelection, key: string): RowSelection =>
  withRows(selection, [key], !isSelected(selection, key));

/** The keys from one place to another in the order shown, both included. */
export function keysBetween(keys: readonly string[], from: string, to: string): string[] {
  const [a, b] = [keys.indexOf(from), keys.indexOf(to)];
  if (b < 0) return [];
  return a < 0 ? [to] : keys.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** How many rows are selected when the filter matches `total`. */
export const selectedCount = (selection: RowSelection, total: number): number =>
  selection.mode === "all" ? Math.max(0, total - selection.exclude.size) : selection.include.size;

/** The selection as the server takes it. `filter` is the catalog's; with mode `some` it plays no part. */
export function toSelection(selection: RowSelection, filter: Filter): Selection {
  return selection.mode === "all"
    ? { filter, exclude: [...selection.exclude] }
    : { filter: { or: [] }, include: [...selection.include] };
}
