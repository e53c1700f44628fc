import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mulberry32 } from "../shuffle.ts";
import { type Precedence, precedencePValue } from "./precedence.ts";

const golden = JSON.parse(readFileSync(new URL("../../golden/two_sample_tests.json", import.meta.url), "utf8")) as {
  precedence: (Precedence & { pValue: number })[];
};

test.each(golden.precedence)(
  "agrees with SciPy's negative hypergeometric: $below of $tested",
  ({ pValue, ...given }) => {
    // SciPy's survival function is one minus the other side: its small values are rounding noise.
    expect(Math.abs(precedencePValue(given) - pValue)).toBeLessThan(1e-10);
  },
);

test("as many rows on both sides raise no more alarms than the p-value says, as the limit is drawn too", () => {
  const random = mulberry32(3);
  const [reference, tested, rank, trials] = [200, 200, 10, 2000];
  let alarms = 0;
  for (let trial = 0; trial < trials; trial++) {
    const limit = Float64Array.from({ length: reference }, random).sort()[rank - 1] as number;
    const below = Array.from({ length: tested }, random).filter((value) => value < limit).length;
    if (precedencePValue({ reference, rank, tested, below }) < 0.05) alarms++;
  }
  expect(alarms / trials).toBeGreaterThan(0.02);
  expect(alarms / trials).toBeLessThan(0.065);
});

test("is falling in the number below, from 1", () => {
  const at = (below: number): number => precedencePValue({ reference: 60, rank: 3, tested: 90, below });
  const values = Array.from({ length: 92 }, (_, below) => at(below));
  expect(values[0]).toBe(1);
  expect(values.every((value, i) => i === 0 || value <= (values[i - 1] as number))).toBe(true);
  expect(values[91]).toBe(0);
});
