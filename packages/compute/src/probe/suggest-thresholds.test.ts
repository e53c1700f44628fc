import { expect, test } from "vitest";
import { suggestThresholds } from "./suggest-thresholds.ts";

const TARGETS = { precisions: [0.9], recalls: [] };
const others = Array.from({ length: 20 }, (_, row) => ({ score: row === 19 ? 0.75 : row / 100, chance: 0 }));

test("known negatives above a threshold are all wrong", () => {
  const positives = Float64Array.of(0.5, 0.6, 0.7, 0.8, 0.9);
  const evidence = { positives, others, prevalence: 0.2, positiveCount: 5, areOthersSample: false };
  const [best, precise] = suggestThresholds(evidence, TARGETS);
  expect(best).toMatchObject({ threshold: 0.5, precision: { value: 5 / 6 }, recall: { value: 1 } });
  expect(precise).toMatchObject({ threshold: 0.8, precision: { value: 1 }, recall: { value: 2 / 5 } });
});

test("tells how many positives there are where too few", () => {
  const evidence = {
    positives: new Float64Array(),
    others,
    prevalence: 0.2,
    positiveCount: 2,
    areOthersSample: true,
  };
  const [best] = suggestThresholds(evidence, TARGETS);
  expect(best?.reason).toBe("Not enough positives to tell: 2, at least 5 are needed.");
});
