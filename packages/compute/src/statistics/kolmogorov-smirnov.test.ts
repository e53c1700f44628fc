import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mulberry32 } from "../shuffle.ts";
import { kolmogorovSmirnov, kolmogorovSurvival } from "./kolmogorov-smirnov.ts";

const golden = JSON.parse(readFileSync(new URL("../../golden/two_sample_tests.json", import.meta.url), "utf8")) as {
  smirnov: { first: number[]; second: number[]; statistic: number; pValue: number }[];
  survival: { x: number; value: number }[];
};

test.each(golden.smirnov)("agrees with SciPy: statistic $statistic", ({ first, second, statistic, pValue }) => {
  const found = kolmogorovSmirnov(Float32Array.from(first), Float32Array.from(second));
  expect(found.statistic).toBeCloseTo(statistic, 12);
  expect(found.pValue).toBeCloseTo(pValue, 12);
});

test.each(golden.survival)("Kolmogorov's distribution at $x agrees with SciPy", ({ x, value }) => {
  expect(Math.abs(kolmogorovSurvival(x) - value)).toBeLessThan(1e-12 + 1e-10 * value);
});

test("a sample is not told from itself, and leaves its order", () => {
  const values = Float32Array.of(3, 1, 2, 2);
  expect(kolmogorovSmirnov(values, values)).toEqual({ statistic: 0, pValue: 1 });
  expect([...values]).toEqual([3, 1, 2, 2]);
});

test("samples of one distribution are told apart about as rarely as the p-value says", () => {
  const random = mulberry32(11);
  const draw = (count: number): Float32Array => Float32Array.from({ length: count }, () => random() + random());
  const trials = 2000;
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) if (kolmogorovSmirnov(draw(200), draw(120)).pValue < 0.05) alarms++;
  expect(alarms / trials).toBeGreaterThan(0.025);
  expect(alarms / trials).toBeLessThan(0.06);
});
