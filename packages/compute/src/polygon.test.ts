import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasBit } from "./bitset.ts";
import { bandPolygon, isInPolygon, markInside } from "./polygon.ts";

// Few values, so that places fall on corners and edges, edges are level or upright, and outlines cross themselves.
const near = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, 1e-30, -1e30, 1e30, 1e308, -1e308),
  fc.double({ min: -3, max: 3, noNaN: true }),
);
const corners = fc
  .array(fc.tuple(near, near), { minLength: 3, maxLength: 40 })
  .map((pairs) => Float64Array.from(pairs.flat()));
const places = fc.array(fc.tuple(near, near), { maxLength: 40 });

function marked(polygon: Float64Array, at: readonly (readonly [number, number])[]): boolean[] {
  const x = Float32Array.from(at, ([value]) => value);
  const y = Float32Array.from(at, ([, value]) => value);
  const bits = new Uint8Array(at.length);
  const rows = Uint32Array.from(at, (_, i) => i);
  markInside({ rows, x, y }, bandPolygon(polygon), { bits, start: 0, end: at.length });
  return at.map((_, i) => hasBit(bits, i));
}

const square = Float64Array.of(0, 0, 2, 0, 2, 2, 0, 2);

describe("what lies within a polygon", () => {
  it("is the same by bands of edges as by all edges", () => {
    fc.assert(
      fc.property(corners, places, (polygon, at) => {
        const expected = at.map(([x, y]) => isInPolygon(polygon, Math.fround(x), Math.fround(y)));
        expect(marked(polygon, at)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("does not depend on where the outline begins nor on which way it goes round", () => {
    fc.assert(
      fc.property(corners, near, near, fc.nat({ max: 40 }), (polygon, x, y, turn) => {
        const pairs = Array.from({ length: polygon.length / 2 }, (_, i) => [polygon[2 * i], polygon[2 * i + 1]]);
        const from = turn % pairs.length;
        const turned = [...pairs.slice(from), ...pairs.slice(0, from)].reverse();
        expect(isInPolygon(Float64Array.from(turned.flat() as number[]), x, y)).toBe(isInPolygon(polygon, x, y));
      }),
    );
  });

  it("has its left and bottom edges, not its right and top ones", () => {
    expect(
      marked(square, [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]),
    ).toEqual([true, true, true, true]);
    expect(
      marked(square, [
        [2, 0],
        [2, 1],
        [0, 2],
        [1, 2],
        [2, 2],
      ]),
    ).toEqual([false, false, false, false, false]);
  });

  it("is outside where the outline goes round twice", () => {
    const twice = Float64Array.of(0, 0, 4, 0, 4, 4, 0, 4, 0, 0, 1, 1, 3, 1, 3, 3, 1, 3, 1, 1);
    expect(
      marked(twice, [
        [0.5, 2],
        [2, 2],
      ]),
    ).toEqual([true, false]);
  });

  it("holds nothing where there is no area, and no NaN", () => {
    expect(marked(Float64Array.of(1, 1, 1, 1, 1, 1), [[1, 1]])).toEqual([false]);
    expect(
      marked(Float64Array.of(0, 0, 1, 1, 2, 2), [
        [1, 1],
        [0, 0],
      ]),
    ).toEqual([false, false]);
    expect(
      marked(square, [
        [Number.NaN, 1],
        [1, Number.NaN],
      ]),
    ).toEqual([false, false]);
  });

  it("is found in bounded memory when every edge spans the whole height", () => {
    const zigzag = Float64Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? i / 2 : (i >> 1) % 2));
    const banded = bandPolygon(zigzag);
    expect(banded.edges.length).toBeLessThanOrEqual(4 << 20);
    expect(marked(zigzag, [[10, 0.5]])).toEqual([isInPolygon(zigzag, 10, 0.5)]);
  });
});
