import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { averagePrecision, precisionRecallCurve } from "./precision-recall.ts";
import { RankedFigures } from "./ranked-figures.ts";

interface Row {
  score: number;
  isPositive: boolean;
}
const STEPS = 99;

function rankedFigures(rows: readonly Row[], threshold: number): RankedFigures {
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  const ranked = new RankedFigures({ threshold, positives, steps: STEPS });
  for (const { score, isPositive } of rows.toSorted((a, b) => b.score - a.score)) ranked.push(score, isPositive);
  return ranked;
}

/** What scikit-learn says; made by golden/make_probes.py. */
const golden: { cases: { scores: number[]; isPositive: number[]; plain: { averagePrecision: number } }[] } = JSON.parse(
  readFileSync(new URL("../../golden/precision_recall.json", import.meta.url), "utf8"),
);

test.each(golden.cases)("average precision is scikit-learn's on $scores.length scores", (given) => {
  const rows = given.scores.map((score, i) => ({ score, isPositive: given.isPositive[i] === 1 }));
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  const found = rankedFigures(rows, 0.5).figures().averagePrecision;
  if (positives === 0) expect(found).toBeNull();
  else expect(found).toBeCloseTo(given.plain.averagePrecision, 12);
});

const someRows = fc.array(fc.record({ score: fc.integer({ min: 0, max: 40 }), isPositive: fc.boolean() }), {
  minLength: 1,
  maxLength: 600,
});

test("the curve is a part of the whole one, with both ends, and average precision is of all of it", () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      fc.pre(rows.some(({ isPositive }) => isPositive));
      const scores = rows.map(({ score }) => score);
      const isPositive = rows.map((row) => row.isPositive);
      const whole = precisionRecallCurve({ scores, isPositive });
      const points = [...whole.thresholds].map((threshold, i) => ({
        threshold,
        precision: whole.precision[i],
        recall: whole.recall[i],
      }));
      const ranked = rankedFigures(rows, 20);
      const curve = ranked.curve();
      expect(points).toEqual(expect.arrayContaining(curve));
      expect([curve[0], curve.at(-1)]).toEqual([points[0], points.at(-1)]);
      expect(ranked.figures().averagePrecision).toBeCloseTo(averagePrecision(scores, isPositive), 12);
    }),
  );
});

test("a curve of many rows has at most 200 points, and a point for every hundredth of recall", () => {
  const rows = Array.from({ length: 50_000 }, (_, i) => ({
    score: 1 - i / 50_000 + 0.3 * Math.sin(i * 7.3),
    isPositive: i % 7 === 0 || i < 900,
  }));
  const curve = rankedFigures(rows, 0.5).curve();
  expect(curve.length).toBeLessThanOrEqual(200);
  const gaps = curve.slice(1).map(({ recall }, i) => recall - (curve[i]?.recall ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(1.1 / STEPS);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
});

test("counts what reaches the threshold, a score equal to it included", () => {
  const rows = [0.9, 0.8, 0.8, 0.5, 0.3].map((score, i) => ({ score, isPositive: i !== 1 && i !== 4 }));
  expect(rankedFigures(rows, 0.8).figures()).toMatchObject({
    truePositives: 2,
    falsePositives: 1,
    falseNegatives: 1,
    trueNegatives: 1,
    precision: { value: 2 / 3 },
    recall: { value: 2 / 3 },
    f1: 2 / 3,
  });
});

test("what the rows cannot tell is null", () => {
  const [high, low] = [
    { score: 0.9, isPositive: false },
    { score: 0.1, isPositive: true },
  ];
  expect(rankedFigures([low], 0.5).figures()).toMatchObject({ precision: null, recall: { value: 0 }, f1: null });
  expect(rankedFigures([high], 0.5).figures()).toMatchObject({ recall: null, f1: null, averagePrecision: null });
});
