import fc from "fast-check";
import { expect, it } from "vitest";
import {
  ALL_SELECTED,
  isEmptySelection,
  isSelected,
  keysBetween,
  NOTHING_SELECTED,
  type RowSelection,
  selectedCount,
  toggleRow,
  toSelection,
  withRows,
} from "./selection.ts";

const rows = ["a", "b", "c", "d", "e"];
const change = fc.oneof(
  fc.record({ kind: fc.constant("toggle" as const), key: fc.constantFrom(...rows) }),
  fc.record({
    kind: fc.constant("range" as const),
    from: fc.constantFrom(...rows),
    to: fc.constantFrom(...rows),
    isOn: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("all" as const) }),
  fc.record({ kind: fc.constant("none" as const) }),
);

it("agrees with a plain set of keys after any changes, in both modes", () => {
  fc.assert(
    fc.property(fc.array(change), (changes) => {
      let selection: RowSelection = NOTHING_SELECTED;
      let model = new Set<string>();
      for (const one of changes) {
        if (one.kind === "toggle") {
          selection = toggleRow(selection, one.key);
          if (!model.delete(one.key)) model.add(one.key);
        } else if (one.kind === "range") {
          const keys = keysBetween(rows, one.from, one.to);
          selection = withRows(selection, keys, one.isOn);
          for (const key of keys)
            if (one.isOn) model.add(key);
            else model.delete(key);
        } else {
          selection = one.kind === "all" ? ALL_SELECTED : NOTHING_SELECTED;
          model = new Set(one.kind === "all" ? rows : []);
        }
      }
      expect(rows.filter((key) => isSelected(selection, key))).toEqual(rows.filter((key) => model.has(key)));
      expect(selectedCount(selection, rows.length)).toBe(model.size);
    }),
  );
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

it("selects the one row when the start of a range is not shown any more", () => {
  expect(keysBetween(rows, "gone", "c")).toEqual(["c"]);
  expect(keysBetween(rows, "a", "gone")).toEqual([]);
  expect(keysBetween(rows, "d", "b")).toEqual(["b", "c", "d"]);
});

it("is empty only when no row is picked", () => {
  expect(isEmptySelection(NOTHING_SELECTED)).toBe(true);
  expect(isEmptySelection(ALL_SELECTED)).toBe(false);
});
