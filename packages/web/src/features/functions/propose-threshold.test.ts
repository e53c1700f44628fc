import { expect, it } from "vitest";
import { proposeThreshold } from "./propose-threshold.ts";

it("lets one row in twenty reach the threshold", () => {
  const scores = Array.from({ length: 1000 }, (_, rank) => 1 - rank / 1000);
  const threshold = proposeThreshold(scores) ?? 0;
  const reached = scores.filter((score) => score >= threshold).length;
  expect(reached).toBeGreaterThanOrEqual(50);
  expect(reached).toBeLessThanOrEqual(52);
});

it("lets five rows reach it in a small catalog, or all where there are fewer", () => {
  expect(proposeThreshold([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])).toBe(0.5);
  expect(proposeThreshold([0.9, 0.8])).toBe(0.8);
  expect(proposeThreshold([])).toBeNull();
});
