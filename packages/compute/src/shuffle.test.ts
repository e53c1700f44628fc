import { expect, test } from "vitest";
import { shuffled } from "./shuffle.ts";

const values = Uint32Array.from({ length: 1000 }, (_, index) => index);

test("keeps every value and leaves the input alone", () => {
  const result = shuffled(values, 7);
  expect([...result].sort((a, b) => a - b)).toEqual([...values]);
  expect(values[1]).toBe(1);
});

test("gives one order for one seed and another for another", () => {
  expect(shuffled(values, 7)).toEqual(shuffled(values, 7));
  expect(shuffled(values, 7)).not.toEqual(shuffled(values, 8));
});

test("puts each value at each place about equally often", () => {
  const first = new Float64Array(4);
  for (let seed = 0; seed < 4000; seed++) {
    const at = shuffled(Uint32Array.of(0, 1, 2, 3), seed)[0] as number;
    first[at] = (first[at] as number) + 1;
  }
  for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(150);
});
