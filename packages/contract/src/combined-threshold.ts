import type { CombinationOperator } from "./combinations.ts";

/**
 * What a combination makes of the thresholds of its parts: the score of a row that is just a hit of each. With parts of
 * other thresholds than 0.8, a combination would else have all rows as hits, or none. See `combinationOperator`. At least
 * one part.
 */
export function combinedThreshold(
  operator: CombinationOperator,
  parts: readonly { threshold: number; weight: number }[],
): number {
  const values = parts.map(({ threshold }) => Math.fround(threshold));
  const combined = {
    and: () => Math.min(...values),
    or: () => Math.max(...values),
    not: () => 1 - (values[0] ?? Number.NaN),
    sum: () =>
      parts.reduce((sum, { weight }, i) => sum + (values[i] as number) * weight, 0) /
      parts.reduce((sum, { weight }) => sum + weight, 0),
    product: () => values.reduce((product, value) => product * value, 1),
  }[operator]();
  // Without the digits that are float32's alone; rounded down, so that such a row is a hit.
  return Math.floor(Math.fround(combined) * 1e6) / 1e6;
}
