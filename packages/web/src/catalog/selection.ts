import type { Filter } from "@pomona/contract/filter";
import type { RowRange, Selection, SelectionStep } from "@pomona/contract/selection";

/**
 * What is selected, as a predicate: everything in the catalog's filter except `exclude` (mode `all`), or the rows of
 * `include` (mode `some`), then changed by `steps`. Keys keep the order in which they were picked.
 */
export interface RowSelection {
  mode: "some" | "all";
  include: ReadonlySet<string>;
  exclude: ReadonlySet<string>;
  /** Begins with a range or a filter, once there is one; the last step that speaks of a row counts. */
  steps: readonly SelectionStep[];
  /** Of rows that were looked up: whether the selection up to its last range holds them. */
  known: ReadonlyMap<string, boolean>;
}

const NONE = { include: new Set<string>(), exclude: new Set<string>(), steps: [], known: new Map<string, boolean>() };
export const NOTHING_SELECTED: RowSelection = { mode: "some", ...NONE };
export const ALL_SELECTED: RowSelection = { mode: "all", ...NONE };

/** Whether a row is selected; false for one that only the server can tell of and has not yet (see `unknownKeys`). */
export function isSelected(selection: RowSelection, key: string): boolean {
  for (const step of selection.steps.toReversed()) {
    if (!("keys" in step)) return selection.known.get(key) ?? false;
    if (step.keys.includes(key)) return step.add;
  }
  return selection.mode === "all" ? !selection.exclude.has(key) : selection.include.has(key);
}

export const isEmptySelection = (selection: RowSelection): boolean =>
  selection.mode === "some" && selection.include.size === 0 && selection.steps.length === 0;

/** Whether ranges or filters are part of it, so that only the server knows how many rows it holds. */
export const hasRanges = (selection: RowSelection): boolean => selection.steps.length > 0;

/** Turns single rows on or off. */
export function withRows(selection: RowSelection, keys: Iterable<string>, isOn: boolean): RowSelection {
  if (hasRanges(selection)) return { ...selection, steps: withKeys(selection.steps, new Set(keys), isOn) };
  const changed = new Set(selection.mode === "all" ? selection.exclude : selection.include);
  const isAdding = selection.mode === "all" ? !isOn : isOn;
  for (const key of keys)
    if (isAdding) changed.add(key);
    else changed.delete(key);
  return selection.mode === "all" ? { ...selection, exclude: changed } : { ...selection, include: changed };
}

/** Behind the last range or filter stand at most two steps of keys: what is on and what is off. */
function withKeys(steps: readonly SelectionStep[], keys: ReadonlySet<string>, isOn: boolean): SelectionStep[] {
  const ranges = steps.slice(0, steps.findLastIndex((step) => !("keys" in step)) + 1);
  const own = steps.slice(ranges.length).flatMap((step) => ("keys" in step ? [step] : []));
  const of = (add: boolean): string[] => own.filter((step) => step.add === add).flatMap((step) => step.keys);
  const others = (add: boolean): string[] => of(add).filter((key) => !keys.has(key));
  const [on, off] = isOn ? [[...others(true), ...keys], others(false)] : [others(true), [...others(false), ...keys]];
  return [
    ...ranges,
    ...(on.length > 0 ? [{ add: true, keys: on }] : []),
    ...(off.length > 0 ? [{ add: false, keys: off }] : []),
  ];
}

export const toggleRow = (selection: RowSelection, key: string): RowSelection =>
  withRows(selection, [key], !isSelected(selection, key));

/**
 * Turns every row from one end of a range to the other on or off, whether they are loaded or not. `loaded` are the rows at
 * hand, and whether each stands in the range.
 */
export function withRange(
  selection: RowSelection,
  range: RowRange,
  { isOn, loaded }: { isOn: boolean; loaded: Iterable<readonly [key: string, isInside: boolean]> },
): RowSelection {
  const known = new Map<string, boolean>();
  for (const [key, isInside] of loaded) {
    // What was not known before stays so, unless the range tells.
    if (isInside) known.set(key, isOn);
    else if (!isUnknown(selection, key)) known.set(key, isSelected(selection, key));
  }
  return { ...selection, steps: [...selection.steps, { add: isOn, range }], known };
}

/** Turns every row that meets a filter on or off; which of the loaded rows do, only the server knows. */
export const withFilter = (selection: RowSelection, filter: Filter, isOn: boolean): RowSelection => ({
  ...selection,
  steps: [...selection.steps, { add: isOn, filter }],
  known: new Map(),
});

/** Whether filters are part of it, as regions of a map are. */
export const hasFilters = (selection: RowSelection): boolean => selection.steps.some((step) => "filter" in step);

/** The keys that only the server can tell of. */
export const unknownKeys = (selection: RowSelection, keys: readonly string[]): string[] =>
  hasRanges(selection) ? keys.filter((key) => isUnknown(selection, key)) : [];

function isUnknown(selection: RowSelection, key: string): boolean {
  for (const step of selection.steps.toReversed()) {
    if (!("keys" in step)) return !selection.known.has(key);
    if (step.keys.includes(key)) return false;
  }
  return false;
}

/** The last range or filter of a selection; the same object for as long as no other is made. */
export const lastRange = (selection: RowSelection): SelectionStep | undefined =>
  selection.steps.findLast((step) => !("keys" in step));

/** The selection up to its last range: what `known` is of. */
export const upToLastRange = (selection: RowSelection): RowSelection => ({
  ...selection,
  steps: selection.steps.slice(0, selection.steps.findLastIndex((step) => !("keys" in step)) + 1),
});

/** The same selection with what the server told of some of `keys`: those that it holds up to its last range. */
export function withKnown(selection: RowSelection, keys: readonly string[], selected: readonly string[]): RowSelection {
  const held = new Set(selected);
  return { ...selection, known: new Map([...selection.known, ...keys.map((key) => [key, held.has(key)] as const)]) };
}

/** How many rows are selected when the filter matches `total`; with ranges only the server knows. */
export const selectedCount = (selection: RowSelection, total: number): number =>
  selection.mode === "all" ? Math.max(0, total - selection.exclude.size) : selection.include.size;

/** The selection as the server takes it. `filter` is the catalog's; with mode `some` it plays no part. */
export function toSelection(selection: RowSelection, filter: Filter): Selection {
  const steps = hasRanges(selection) ? { steps: [...selection.steps] } : {};
  return selection.mode === "all"
    ? { filter, exclude: [...selection.exclude], ...steps }
    : { filter: { or: [] }, include: [...selection.include], ...steps };
}
