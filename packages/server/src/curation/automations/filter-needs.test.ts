import { readFilterInput } from "@pomona/contract/filter-input";
import { expect, test } from "vitest";
import { needsOf, readAutomationFilter, type Wiring } from "./filter-needs.ts";

const fn = (id: number, more: Partial<{ spaces: number[]; parts: number[]; isBeingScored: boolean }>) => ({
  id,
  name: `f${id}`,
  servedVersion: 1,
  isBeingScored: more.isBeingScored ?? false,
  spaces: more.spaces ?? [],
  parts: more.parts ?? [],
});
const wiring: Wiring = {
  functions: new Map(
    [
      fn(1, { spaces: [11] }),
      fn(2, { spaces: [13], isBeingScored: true }),
      // Made of the two, through another one.
      fn(3, { parts: [1, 4] }),
      fn(4, { parts: [2] }),
      // A circle ends.
      fn(5, { parts: [5, 1] }),
    ].map((one) => [one.name, one]),
  ),
  spaces: new Map([
    ["base", 11],
    ["derived", 12],
    ["other", 13],
  ]),
  sources: new Map([[12, 11]]),
  projections: new Map([["map", 12]]),
};
const needs = (text: string) => needsOf(readFilterInput(text).filter, wiring);

test("a filter needs the spaces of its functions, of their parts, and those that these are derived from", () => {
  expect(needs("label = apple").spaces.size).toBe(0);
  expect([...needs('function("f1") >= 0.5').spaces]).toEqual([11]);
  expect([...needs('not (function("f3") >= 0.5) or label exists').spaces].sort()).toEqual([11, 13]);
  expect([...needs('embedding("derived") = ready').spaces].sort()).toEqual([11, 12]);
  expect([...needs('mapped("map")').spaces].sort()).toEqual([11, 12]);
  expect([...needs('function("f5") exists').spaces]).toEqual([11]);
});

test("functions are named once, their parts count as what it depends on, and one being scored tells", () => {
  const found = needs('function("f3") >= 0.5 and function("f3") < 0.9 and function("gone") exists');
  expect(found.functions).toEqual(["f3", "gone"]);
  expect([...found.functionIds].sort()).toEqual([1, 2, 3, 4]);
  expect(found.isBeingScored).toBe(true);
  expect(needs('function("f1") >= 0.5').isBeingScored).toBe(false);
});

test("a condition by similarity is refused with what to do instead", () => {
  expect(() => readAutomationFilter('similarity(space "own", like "a") >= 0.5')).toThrow(
    /Save the search as a function/,
  );
});
