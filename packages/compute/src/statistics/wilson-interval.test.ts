import { expect, test } from "vitest";
import { wilsonInterval } from "./wilson-interval.ts";

test.each([
  // Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3.
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("%i of %i", (hits, rows, low, high) => {
  const found = wilsonInterval(hits, rows);
  expect(found?.value).toBe(hits / rows);
  expect(found?.low).toBeCloseTo(low, 4);
  expect(found?.high).toBeCloseTo(high, 4);
});

test("nothing is known without rows", () => {
  expect(wilsonInterval(0, 0)).toBeNull();
});

test("the bounds hold the value, at both ends too", () => {
  for (const [hits, rows] of [
    [0, 3],
    [3, 3],
    [1, 1_000_000],
  ] as const) {
    const { value, low, high } = wilsonInterval(hits, rows) ?? { value: -1, low: 0, high: 0 };
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
});
