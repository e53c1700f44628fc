import { expect, it } from "vitest";
import { proposeThreshold } from "./propose-threshold.ts";

const edges = Array.from({ length: 101 }, (_, i) => i / 100);
const histogram = (scores: readonly number[]) => ({
  edges,
  counts: edges
    .slice(0, -1)
    .map((low, bin) => scores.filter((score) => score >= low && score < (edges[bin + 1] ?? 1)).length),
});

it("lets one row in twenty reach the threshold, or a bin more", () => {
  const scores = Array.from({ length: 1000 }, (_, rank) => 0.9999 - rank / 1000);
  const threshold = proposeThreshold(histogram(scores)) ?? 0;
  const reached = scores.filter((score) => score >= threshold).length;
  expect(reached).toBeGreaterThanOrEqual(50);
  expect(reached).toBeLessThanOrEqual(60);
});

it("lets five rows reach it in a small catalog, or all where there are fewer", () => {
  expect(proposeThreshold(histogram([0.9, 0.8, 0.7, 0.6, 0.5, 0.4]))).toBe(0.5);
  expect(proposeThreshold(histogram([0.905, 0.805]))).toBe(0.8);
  expect(proposeThreshold(histogram([]))).toBeNull();
});
