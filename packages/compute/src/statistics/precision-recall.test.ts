import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averagePrecision, precisionRecallCurve } from "./precision-recall.ts";

interface Answer {
  averagePrecision: number;
  precision: number[];
  recall: number[];
  thresholds: number[];
}

/** What scikit-learn says; made by golden/make_probes.py. */
const golden: {
  cases: { scores: number[]; isPositive: number[]; weights: number[]; plain: Answer; weighted: Answer }[];
} = JSON.parse(readFileSync(new URL("../../golden/precision_recall.json", import.meta.url), "utf8"));

describe.each(golden.cases)("on $scores.length scores", ({ scores, isPositive, weights, plain, weighted }) => {
  test.each([
    ["plain", plain, undefined],
    ["weighted", weighted, weights],
  ])("the %s curve and its average precision are scikit-learn's", (_, expected, used) => {
    const curve = precisionRecallCurve({ scores, isPositive, ...(used ? { weights: used } : {}) });
    // scikit-learn adds the point (precision 1, recall 0) at the end, where no row is a hit.
    const upwards = (values: Float64Array) => [...values].reverse();
    expect(upwards(curve.thresholds)).toEqual(expected.thresholds);
    for (const [point, precision] of upwards(curve.precision).entries()) {
      expect(precision).toBeCloseTo(expected.precision[point] as number, 12);
      expect(upwards(curve.recall)[point]).toBeCloseTo(expected.recall[point] as number, 12);
    }
    expect(averagePrecision(scores, isPositive, used)).toBeCloseTo(expected.averagePrecision, 12);
  });
});

test("rows of the same score stand or fall together, in whatever order they come", () => {
  const rows = fc.array(fc.record({ score: fc.integer({ min: 0, max: 3 }), isPositive: fc.boolean() }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(rows, (given) => {
      const of = (list: typeof given) =>
        averagePrecision(
          list.map(({ score }) => score),
          list.map(({ isPositive }) => isPositive),
        );
      expect(of(given.toReversed())).toBe(of(given));
    }),
  );
});

test("average precision is 1 where every positive is above every other row, and 0 without positives", () => {
  expect(averagePrecision([3, 2, 1, Infinity], [1, 0, 0, 1])).toBe(1);
  expect(averagePrecision([3, 2], [0, 0])).toBe(0);
  expect(averagePrecision([], [])).toBe(0);
});

test("refuses scores that are not numbers, and lengths that differ", () => {
  expect(() => averagePrecision([1, Number.NaN], [1, 0])).toThrow(/score of row 1/);
  expect(() => averagePrecision([1, 2], [1])).toThrow(RangeError);
  expect(() => averagePrecision([1, 2], [1, 0], [1])).toThrow(RangeError);
});
