import fc from "fast-check";
import { expect, test } from "vitest";
import { scaleToUnit } from "./unit-vectors.ts";

test("every vector of finite values that are not all zero gets length 1 and keeps its direction", () => {
  const value = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 19 }), fc.array(value, { minLength: 40, maxLength: 60 }), (dims, values) => {
      const rows = Math.floor(values.length / dims);
      const given = Float32Array.from(values.slice(0, rows * dims));
      const scaled = given.slice();
      const zero = new Set(scaleToUnit(scaled, dims).map(({ index }) => index));
      for (let row = 0; row < rows; row++) {
        const before = Array.from(given.subarray(row * dims, (row + 1) * dims));
        const after = Array.from(scaled.subarray(row * dims, (row + 1) * dims));
        expect(zero.has(row)).toBe(before.every((number) => number === 0));
        if (zero.has(row)) continue;
        const length = Math.hypot(...before);
        after.forEach((number, i) => {
          expect(Math.abs(number - (before[i] as number) / length)).toBeLessThan(1e-6);
        });
      }
    }),
  );
});

test("zeros and values that are not finite are reported in order with their position, and left as they are", () => {
  const vectors = Float32Array.of(0, 0, 3, 4, 1, Number.NaN, Number.POSITIVE_INFINITY, 1, 3e38, 3e38, 1e-45, 0);
  expect(scaleToUnit(vectors, 2)).toEqual([
    { index: 0, position: -1 },
    { index: 2, position: 1 },
    { index: 3, position: 0 },
  ]);
  expect([...vectors.subarray(0, 8)]).toEqual(
    [0, 0, 0.6, 0.8, 1, Number.NaN, Number.POSITIVE_INFINITY, 1].map(Math.fround),
  );
  expect([...vectors.subarray(8)]).toEqual([Math.SQRT1_2, Math.SQRT1_2, 1, 0].map(Math.fround));
});
