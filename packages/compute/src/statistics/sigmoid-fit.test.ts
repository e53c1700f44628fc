import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { calibrationError } from "./calibration-error.ts";
import { fitSigmoid, logistic } from "./sigmoid-fit.ts";

interface Case {
  decisions: number[];
  isPositive: number[];
  slope: number;
  intercept: number;
  scores: number[];
  calibrationError: number;
}

/** What scikit-learn says; made by golden/make_probes.py. */
const golden: { cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../golden/calibration.json", import.meta.url), "utf8"),
);

/** Platt's targets: as if each class had one row more than it has. */
function plattTargets(isPositive: readonly number[]): number[] {
  const positives = isPositive.filter((one) => one === 1).length;
  const negatives = isPositive.length - positives;
  return isPositive.map((one) => (one === 1 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2)));
}

describe.each(golden.cases)("on $decisions.length decisions", (one) => {
  test("Platt's sigmoid is scikit-learn's to 1e-4", () => {
    const targets = plattTargets(one.isPositive);
    const fit = fitSigmoid({ decisions: one.decisions, targets, weights: targets.map(() => 1) });
    expect(Math.abs(fit.slope - one.slope)).toBeLessThan(1e-4);
    expect(Math.abs(fit.intercept - one.intercept)).toBeLessThan(1e-4);
    for (const [row, decision] of one.decisions.entries())
      expect(Math.abs(logistic(fit.slope * decision + fit.intercept) - (one.scores[row] as number))).toBeLessThan(1e-4);
  });

  test("the calibration error is that of scikit-learn's bins", () => {
    expect(calibrationError(one.scores, one.isPositive)).toBeCloseTo(one.calibrationError, 10);
  });
});

test("classes that are apart leave the slope to the prior", () => {
  const rows = { decisions: [-1, -0.5, 0.5, 1], targets: [0, 0, 1, 1], weights: [1, 1, 1, 1] };
  const fit = fitSigmoid(rows, { prior: { centre: 3, strength: 100 } });
  expect(fit.slope).toBeGreaterThan(3);
  expect(fit.slope).toBeLessThan(4);
  expect(fit.intercept).toBeCloseTo(0, 6);
});

test("offsets are taken off: rows with one tell the same sigmoid", () => {
  const decisions = Float64Array.from({ length: 400 }, (_, row) => (row % 20) / 5 - 2);
  const truth = { slope: 1.5, intercept: -0.4 };
  const offsets = Float64Array.from(decisions, (_, row) => (row % 3) - 1);
  const targets = decisions.map((decision, row) =>
    logistic(truth.slope * decision + truth.intercept + (offsets[row] as number)),
  );
  const weights = new Float64Array(400).fill(1);
  const fit = fitSigmoid({ decisions, targets, weights, offsets });
  expect(fit.slope).toBeCloseTo(truth.slope, 6);
  expect(fit.intercept).toBeCloseTo(truth.intercept, 6);
});
