import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boxPolygon, isInPolygon, polygonBox } from "./polygon.ts";

const square = boxPolygon({ left: 0, right: 4, bottom: 0, top: 4 });
const star = Float64Array.of(0, 3, 2, -3, -3, 1, 3, 1, -2, -3);
const whole = fc.integer({ min: -6, max: 6 });
const corners = fc.array(fc.tuple(whole, whole), { minLength: 3, maxLength: 12 });

const flat = (places: readonly (readonly [number, number])[]) => Float64Array.from(places.flat());

describe("a place and a polygon", () => {
  test("is inside on a left or bottom edge and outside on a right or top edge", () => {
    expect([isInPolygon(square, 0, 2), isInPolygon(square, 2, 0), isInPolygon(square, 0, 0)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([isInPolygon(square, 4, 2), isInPolygon(square, 2, 4), isInPolygon(square, 4, 4)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("is outside where an outline goes round twice", () => {
    expect(isInPolygon(star, 0, 0)).toBe(false);
    expect(isInPolygon(star, 0, 2)).toBe(true);
    expect(isInPolygon(star, -1.6, -2)).toBe(true);
  });

  test("is outside in the notch of a concave polygon", () => {
    const notched = Float64Array.of(0, 0, 6, 0, 6, 6, 3, 1, 0, 6);
    expect(isInPolygon(notched, 3, 4)).toBe(false);
    expect(isInPolygon(notched, 1, 3)).toBe(true);
    expect(isInPolygon(notched, 5, 3)).toBe(true);
  });

  test("is outside of polygons without an area", () => {
    expect(isInPolygon(new Float64Array(0), 0, 0)).toBe(false);
    expect(isInPolygon(Float64Array.of(0, 0), 0, 0)).toBe(false);
    expect(isInPolygon(Float64Array.of(0, 0, 2, 2), 1, 1)).toBe(false);
    expect(isInPolygon(Float64Array.of(0, 0, 2, 2, 1, 1, 4, 4), 1, 1)).toBe(false);
    expect(isInPolygon(Float64Array.of(0, 1, 5, 1, 3, 1), 2, 1)).toBe(false);
  });

  test("is outside where it is no number", () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(isInPolygon(square, value, 2)).toBe(false);
      expect(isInPolygon(square, 2, value)).toBe(false);
    }
  });

  test("does not depend on the first corner or the direction", () => {
    fc.assert(
      fc.property(corners, whole, whole, fc.nat(11), (places, x, y, turn) => {
        const at = turn % places.length;
        const turned = [...places.slice(at), ...places.slice(0, at)];
        const expected = isInPolygon(flat(places), x, y);
        expect(isInPolygon(flat(turned), x, y)).toBe(expected);
        expect(isInPolygon(flat(turned.toReversed()), x, y)).toBe(expected);
      }),
    );
  });

  test("is in exactly one of two parts that share an edge", () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.double({ min: 0, max: 1, noNaN: true }), (lower, upper, share) => {
        const y = share * 4;
        const [low, high] = [Math.min(Math.max(lower, 0), 4), Math.min(Math.max(upper, 0), 4)];
        const west = Float64Array.of(0, 0, low, 0, high, 4, 0, 4);
        const east = Float64Array.of(low, 0, 4, 0, 4, 4, high, 4);
        const x = (high - low) * (y / 4) + low;
        if (!isInPolygon(square, x, y)) return;
        expect(Number(isInPolygon(west, x, y)) + Number(isInPolygon(east, x, y))).toBe(1);
      }),
    );
  });
});

test("the box of a polygon holds its corners", () => {
  expect(polygonBox(star)).toEqual({ left: -3, right: 3, bottom: -3, top: 3 });
});
