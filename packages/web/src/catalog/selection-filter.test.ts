import type { Filter } from "@pomona/contract/filter";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ALL_SELECTED, NOTHING_SELECTED, type RowSelection, withFilter, withRange, withRows } from "./selection.ts";
import { selectionFilter } from "./selection-filter.ts";

const rows = ["a", "b", "c", "d", "e", "f"];
/** Stands for the region of the map whose rows are named by its project. */
const region = (name: string): Filter => ({ project: name });

function passes(filter: Filter, key: string): boolean {
  if ("and" in filter) return filter.and.every((part) => passes(part, key));
  if ("or" in filter) return filter.or.some((part) => passes(part, key));
  if ("not" in filter) return !passes(filter.not, key);
  if ("field" in filter) return [filter.value].flat().includes(key);
  return "project" in filter && filter.project?.includes(key) === true;
}

it("selects what the selection holds, after any picks and regions", () => {
  const step = fc.record({
    keys: fc.uniqueArray(fc.constantFrom(...rows), { minLength: 1, maxLength: 3 }),
    isRegion: fc.boolean(),
    isOn: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 8 }), (isAll, steps) => {
      let selection: RowSelection = isAll ? ALL_SELECTED : NOTHING_SELECTED;
      const model = new Set(isAll ? rows : []);
      for (const { keys, isRegion, isOn } of steps) {
        selection = isRegion ? withFilter(selection, region(keys.join("")), isOn) : withRows(selection, keys, isOn);
        for (const key of keys)
          if (isOn) model.add(key);
          else model.delete(key);
      }
      const filter = selectionFilter(selection, { and: [] }) as Filter;
      expect(rows.filter((key) => passes(filter, key))).toEqual(rows.filter((key) => model.has(key)));
    }),
  );
});

it("is the region alone where one region is selected", () => {
  expect(selectionFilter(withFilter(NOTHING_SELECTED, region("ab"), true), { and: [] })).toEqual(region("ab"));
  const both = withFilter(withFilter(NOTHING_SELECTED, region("ab"), true), region("c"), true);
  expect(selectionFilter(both, { and: [] })).toEqual({ or: [region("ab"), region("c")] });
});

it("says nothing of a range, which only the server can evaluate", () => {
  const range = withRange(NOTHING_SELECTED, { from: "a", to: "c" }, { isOn: true, loaded: [] });
  expect(selectionFilter(range, { and: [] })).toBeNull();
});
