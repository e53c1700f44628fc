import type { FieldCondition } from "@pomona/contract/filter";
import type { SelectionStep } from "@pomona/contract/selection";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  ALL_SELECTED,
  isEmptySelection,
  isSelected,
  NOTHING_SELECTED,
  type RowSelection,
  selectedCount,
  toggleRow,
  toSelection,
  unknownKeys,
  upToLastRange,
  withFilter,
  withKnown,
  withRange,
  withRows,
} from "./selection.ts";

const rows = ["a", "b", "c", "d", "e", "f", "g", "h"];
const keysBetween = (keys: readonly string[], from: string, to: string): string[] => {
  const [a, b] = [keys.indexOf(from), keys.indexOf(to)];
  return keys.slice(Math.min(a, b), Math.max(a, b) + 1);
};
const change = fc.oneof(
  fc.record({ kind: fc.constant("toggle" as const), key: fc.constantFrom(...rows) }),
  fc.record({
    kind: fc.constantFrom("loaded range" as const, "range" as const),
    from: fc.constantFrom(...rows),
    to: fc.constantFrom(...rows),
    isOn: fc.boolean(),
    // Rows that are loaded when a range is made.
    loaded: fc.uniqueArray(fc.constantFrom(...rows)),
  }),
  fc.record({
    kind: fc.constant("filter" as const),
    inside: fc.uniqueArray(fc.constantFrom(...rows)),
    isOn: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("all" as const) }),
  fc.record({ kind: fc.constant("none" as const) }),
);

function keysOf(step: SelectionStep): readonly string[] {
  if ("keys" in step) return step.keys;
  return "range" in step
    ? keysBetween(rows, step.range.from, step.range.to)
    : ((step.filter as FieldCondition).value as string[]);
}

/** What the server answers: the rows of a selection as it was sent, worked out with a plain set. */
function evaluate(selection: RowSelection): Set<string> {
  const sent = toSelection(selection, { and: [] });
  const set = new Set(selection.mode === "all" ? rows : []);
  for (const key of sent.include ?? []) set.add(key);
  for (const key of sent.exclude ?? []) set.delete(key);
  for (const step of sent.steps ?? [])
    for (const key of keysOf(step))
      if (step.add) set.add(key);
      else set.delete(key);
  return set;
}
/** Looks up what is not known, as the page does for the rows it shows. */
function looked(selection: RowSelection): RowSelection {
  const held = evaluate(upToLastRange(selection));
  const unknown = unknownKeys(selection, rows);
  return withKnown(
    selection,
    unknown,
    unknown.filter((key) => held.has(key)),
  );
}

it("agrees with a plain set of keys after any changes, over rows that are loaded and rows that are not", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let selection: RowSelection = NOTHING_SELECTED;
      let model = new Set<string>();
      const set = (keys: readonly string[], isOn: boolean): void => {
        for (const key of keys)
          if (isOn) model.add(key);
          else model.delete(key);
      };
      for (const one of changes) {
        if (one.kind === "toggle") {
          // A row can be pressed once it is shown, and so known.
          selection = toggleRow(looked(selection), one.key);
          set([one.key], !model.has(one.key));
        } else if (one.kind === "all" || one.kind === "none") {
          selection = one.kind === "all" ? ALL_SELECTED : NOTHING_SELECTED;
          model = new Set(one.kind === "all" ? rows : []);
        } else if (one.kind === "filter") {
          // Stands for a region that has these rows in it.
          selection = withFilter(selection, { field: "key", op: "in", value: one.inside }, one.isOn);
          set(one.inside, one.isOn);
        } else {
          const inside = keysBetween(rows, one.from, one.to);
          const range = { from: one.from, to: one.to };
          selection =
            one.kind === "range"
              ? withRange(selection, range, {
                  isOn: one.isOn,
                  loaded: one.loaded.map((key) => [key, inside.includes(key)] as const),
                })
              : withRows(looked(selection), inside, one.isOn);
          set(inside, one.isOn);
        }
        expect([...evaluate(selection)].sort()).toEqual([...model].sort());
        const unknown = unknownKeys(selection, rows);
        for (const key of rows) if (!unknown.includes(key)) expect(isSelected(selection, key)).toBe(model.has(key));
      }
      expect(rows.filter((key) => isSelected(looked(selection), key))).toEqual(rows.filter((key) => model.has(key)));
      if (selection.steps.length === 0) expect(selectedCount(selection, rows.length)).toBe(model.size);
    }),
  );
});

it("stays as small as what was done: picked rows behind a range are two lists", () => {
  let selection = withRange(NOTHING_SELECTED, { from: "a", to: "d" }, { isOn: true, loaded: [] });
  for (const key of ["b", "e", "b", "f", "e"]) selection = toggleRow(looked(selection), key);
  expect(selection.steps).toHaveLength(3);
  expect([...evaluate(selection)].sort()).toEqual(["a", "b", "c", "d", "f"]);
});

it("sends everything in the filter as a filter with exceptions, never as keys", () => {
  const filter = { project: "p" };
  expect(toSelection(toggleRow(ALL_SELECTED, "b"), filter)).toEqual({ filter, exclude: ["b"] });
});

it("sends picked rows without the filter, so that they stay when it changes", () => {
  expect(toSelection(withRows(NOTHING_SELECTED, ["b", "a"], true), { project: "p" })).toEqual({
    filter: { or: [] },
    include: ["b", "a"],
  });
});

it("is empty only when no row is picked", () => {
  expect(isEmptySelection(NOTHING_SELECTED)).toBe(true);
  expect(isEmptySelection(ALL_SELECTED)).toBe(false);
});
