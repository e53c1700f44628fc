import { expect, test } from "vitest";
import { suggestThresholds } from "./suggest-thresholds.ts";

const sure = (scores: Float64Array) => Array.from(scores, (score) => ({ score, chance: 1 }));
const TARGETS = { precisions: [0.9], recalls: [] };
const others = Array.from({ length: 20 }, (_, row) => ({ score: row === 19 ? 0.75 : row / 100, chance: 0 }));

test("known negatives above a threshold are all wrong", () => {
  const positives = Float64Array.of(0.5, 0.6, 0.7, 0.8, 0.82, 0.85, 0.9, 0.95);
  const evidence = {
    positives,
    likePositives: sure(positives),
    others,
    prevalence: 0.2,
    positiveCount: 8,
    areOthersSample: false,
  };
  const [best, precise] = suggestThresholds(evidence, TARGETS);
  expect(best).toMatchObject({ threshold: 0.5, precision: { value: 8 / 9 }, recall: { value: 1 } });
  expect(precise).toMatchObject({ threshold: 0.8, precision: { value: 1 }, recall: { value: 5 / 8 } });
});

test("tells how many positives there are where too few", () => {
  const evidence = {
    positives: new Float64Array(),
    likePositives: [],
    others,
    prevalence: 0.2,
    positiveCount: 2,
    areOthersSample: true,
  };
  const [best] = suggestThresholds(evidence, TARGETS);
  expect(best?.reason).toBe("Not enough positives to tell: 2, at least 5 are needed.");
});

test("one random row that is right is not enough to promise a precision", () => {
  const positives = Float64Array.of(0.5, 0.6, 0.7, 0.8, 0.9);
  const sample = others.map((one, row) => (row === 19 ? { score: 0.85, chance: 0.99 } : { ...one, chance: 0.01 }));
  const evidence = {
    positives,
    likePositives: sure(positives),
    others: sample,
    prevalence: 0.05,
    positiveCount: 5,
    areOthersSample: true,
  };
  const [best, precise] = suggestThresholds(evidence, TARGETS);
  expect(best?.precision?.low).toBeLessThan(0.45);
  expect(precise).toMatchObject({ threshold: null, reason: expect.stringContaining("too few have such scores") });
  const several = {
    ...evidence,
    others: Array.from({ length: 8 }, () => sample[19] as (typeof sample)[0]).concat(sample),
  };
  expect(suggestThresholds(several, TARGETS)[1]?.threshold).toBeGreaterThan(0.4);
});
