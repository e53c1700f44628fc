import { expect, it } from "vitest";
import {
  type CombinationDraft,
  draftProblem,
  draftThreshold,
  matchFilter,
  sentCombination,
  withOperator,
  withPart,
} from "./combination-draft.ts";

const draft = (operator: CombinationDraft["operator"], ...names: string[]): CombinationDraft => ({
  operator,
  parts: names.map((name, id) => ({ id, function: name, weight: 2 })),
});

it("knows which parts an operator takes", () => {
  expect(draftProblem(draft("and", "a", "b"))).toBeNull();
  expect(draftProblem(draft("not", "a"))).toBeNull();
  expect(draftProblem(draft("not", "a", "b"))).toBe("one");
  expect(draftProblem(draft("sum", "a"))).toBe("two");
  expect(draftProblem(draft("or", "a", ""))).toBe("unchosen");
  expect(draftProblem(draft("or", "a", "a"))).toBe("twice");
});

it("keeps one part for not, and makes room for a second one after it", () => {
  const one = withOperator(draft("and", "a", "b"), "not");
  expect(one).toEqual(draft("not", "a"));
  expect(withOperator(one, "or").parts.map((part) => part.function)).toEqual(["a", ""]);
  expect(new Set(withPart(draft("and", "a", "b")).parts.map(({ id }) => id)).size).toBe(3);
});

it("sends weights of sums alone", () => {
  expect(sentCombination(draft("sum", "a")).parts).toEqual([{ function: "a", weight: 2 }]);
  expect(sentCombination(draft("and", "a")).parts).toEqual([{ function: "a", weight: 1 }]);
});

it("says as a filter what would reach the threshold, where a filter can", () => {
  expect(matchFilter(draft("and", "a", "b"), 0.7)).toEqual({
    and: [
      { function: "a", op: ">=", value: 0.7 },
      { function: "b", op: ">=", value: 0.7 },
    ],
  });
  expect(matchFilter(draft("not", "a"), 0.75)).toMatchObject({ function: "a", op: "<=" });
  expect(matchFilter(draft("product", "a", "b"), 0.7)).toBeNull();
});

it("tells the threshold that comes of those of the parts, once they are all known", () => {
  const thresholds = new Map([
    ["a", 0.5],
    ["b", 0.3],
  ]);
  const of = (operator: CombinationDraft["operator"], ...names: string[]) =>
    draftThreshold(draft(operator, ...names), thresholds);
  expect(of("and", "a", "b")).toBeCloseTo(0.3, 5);
  expect(of("or", "a", "b")).toBeCloseTo(0.5, 5);
  expect(of("not", "b")).toBeCloseTo(0.7, 5);
  expect(of("product", "a", "b")).toBeCloseTo(0.15, 5);
  const sum = draft("sum", "a", "b");
  const weighted = { ...sum, parts: sum.parts.map((part, place) => ({ ...part, weight: place === 0 ? 3 : 1 })) };
  expect(draftThreshold(weighted, thresholds)).toBeCloseTo(0.45, 5);
  expect(of("and", "a", "")).toBeNull();
});
