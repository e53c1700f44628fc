import type { Filter } from "@pomona/contract/filter";
import { dateSpan } from "@pomona/contract/filter-dates";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type FacetKey,
  filterText,
  isOfField,
  joinParts,
  partsOf,
  readFacet,
  readFilter,
  toggleFacet,
  typedFilterText,
  writeFacet,
} from "./filter-parts.ts";
import {
  readDateRange,
  readFunctionRange,
  textOfEnd,
  textOfStart,
  writeDateRange,
  writeFunctionRange,
} from "./filter-ranges.ts";

const other: Filter = { or: [{ field: "dataset", op: "=", value: "a" }, { project: "p" }] };

it("takes nested ands apart into single conditions and leaves or whole", () => {
  const leaf: Filter = { project: "p" };
  expect(partsOf({ and: [{ and: [leaf, other] }, leaf] })).toEqual([leaf, other, leaf]);
  expect(partsOf({ and: [] })).toEqual([]);
});

it("gives no text for a filter that every row passes", () => {
  expect(filterText(joinParts([]))).toBeUndefined();
});

it("keeps a typed text as it is, and a tree in JSON as text", () => {
  expect(typedFilterText("  label=apple ")).toBe("label=apple");
  expect(typedFilterText(' {"and": [{"project": "p"}, {"not": {"field": "label", "op": "exists"}}]}')).toBe(
    'project("p") and not label exists',
  );
  expect(typedFilterText('{"and": []}')).toBeUndefined();
  expect(typedFilterText("  ")).toBeUndefined();
});

it("says at which column a tree in JSON is wrong", () => {
  expect(readFilter('{"and": [{"project": 3}]}').problem?.fields).toMatchObject({ column: 11, length: 12 });
  expect(readFilter('{"and": [}').problem?.fields).toMatchObject({ column: 10, length: 1 });
});

it("reads back any choice of values that it writes, through the text form", () => {
  const key = fc.constantFrom<FacetKey>("red", "green apple", 'quo"te', null);
  fc.assert(
    fc.property(fc.uniqueArray(key), fc.uniqueArray(key), (include, excludeToo) => {
      const choice = { include, exclude: excludeToo.filter((value) => !include.includes(value)) };
      const parts = writeFacet([other], "label", choice);
      const text = filterText(joinParts(parts));
      const again = readFacet(partsOf(readFilter(text).filter), "label");
      expect(new Set(again.include)).toEqual(new Set(choice.include));
      expect(new Set(again.exclude)).toEqual(new Set(choice.exclude));
      expect(parts.filter((part) => !isOfField(part, "label"))).toEqual([other]);
    }),
  );
});

it("takes a value that was ruled out back in when it is asked for", () => {
  const ruledOut = toggleFacet({ include: ["a"], exclude: [] }, "a", true);
  expect(ruledOut).toEqual({ include: [], exclude: ["a"] });
  expect(toggleFacet(ruledOut, "a", false)).toEqual({ include: ["a"], exclude: [] });
});

it("keeps the problem of a text that cannot be read, with its column", () => {
  const { filter, problem } = readFilter("label = = 3");
  expect(filter).toEqual({ and: [] });
  expect(problem?.fields.column).toBe(9);
});

it("reads back the range of a function that it writes, and removes an open one", () => {
  const parts = writeFunctionRange([other], "f", { low: 0.25 });
  expect(readFunctionRange(parts, "f")).toEqual({ low: 0.25 });
  expect(readFunctionRange(writeFunctionRange(parts, "f", { low: 0.1, high: 0.5 }), "f")).toEqual({
    low: 0.1,
    high: 0.5,
  });
  expect(writeFunctionRange(parts, "f", {})).toEqual([other]);
});

it("leaves `unscored` of a function alone when its range changes", () => {
  const unscored: Filter = { function: "f", op: "unscored" };
  expect(writeFunctionRange([unscored], "f", {})).toEqual([unscored]);
});

it("writes the range of dates as they are named, and reads it back", () => {
  const parts = writeDateRange([other], "created", { low: "2026-05" });
  expect(parts).toEqual([other, { field: "created", op: ">=", value: "2026-05" }]);
  expect(readDateRange(parts, "created")).toEqual({ low: "2026-05" });
  const both = writeDateRange(parts, "created", { low: "2026-05", high: "2026-06-03" });
  expect(readDateRange(both, "created")).toEqual({ low: "2026-05", high: "2026-06-03" });
  expect(writeDateRange(both, "created", {})).toEqual([other]);
});

it("names bins of the calendar by dates that begin and end with them", () => {
  const minutes = fc.integer({ min: Date.UTC(1900, 0) / 60_000, max: Date.UTC(2100, 0) / 60_000 });
  fc.assert(
    fc.property(minutes, (minute) => {
      const ms = minute * 60_000;
      expect(dateSpan(textOfStart(ms))?.start).toBe(ms);
      expect(dateSpan(textOfEnd(ms))?.end).toBe(ms);
    }),
  );
  expect([textOfStart(Date.UTC(2026, 4)), textOfEnd(Date.UTC(2026, 5))]).toEqual(["2026-05-01", "2026-05-31"]);
});
