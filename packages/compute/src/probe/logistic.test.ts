import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { LogisticBench } from "./logistic.ts";

interface Case {
  dims: number;
  penalty: number;
  rows: number[][];
  isPositive: number[];
  weights: number[];
  /** dims weights, then the intercept. */
  solution: number[];
  decisions: number[];
}

/** What scikit-learn says; made by golden/make_probes.py. */
const golden: { cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../golden/logistic.json", import.meta.url), "utf8"),
);

const solved = ({ dims, penalty, rows, isPositive, weights }: Case): Float64Array => {
  const rowWeights = Float64Array.from(weights);
  const data = { dims, rows: Float32Array.from(rows.flat()), isPositive: Uint8Array.from(isPositive) };
  return new LogisticBench(data, rowWeights).solve(rowWeights, penalty);
};

test.each(golden.cases)("the weighted solution for a penalty of $penalty is scikit-learn's to 1e-4", (one) => {
  const solution = solved(one);
  for (const [place, expected] of one.solution.entries())
    expect(Math.abs((solution[place] as number) - expected)).toBeLessThan(1e-4);
  for (const [row, expected] of one.decisions.entries()) {
    const values = one.rows[row] as number[];
    const decision = values.reduce(
      (sum, value, j) => sum + value * (solution[j] as number),
      solution[one.dims] as number,
    );
    expect(Math.abs(decision - expected)).toBeLessThan(1e-4);
  }
});

test("one solution from a cold start and from another penalty's minimum", () => {
  const one = golden.cases[1] as Case;
  const rowWeights = Float64Array.from(one.weights);
  const data = {
    dims: one.dims,
    rows: Float32Array.from(one.rows.flat()),
    isPositive: Uint8Array.from(one.isPositive),
  };
  const bench = new LogisticBench(data, rowWeights);
  const warm = bench.solve(rowWeights, one.penalty, bench.solve(rowWeights, 10 * one.penalty));
  for (const [place, value] of solved(one).entries())
    expect(Math.abs((warm[place] as number) - value)).toBeLessThan(1e-4);
});
