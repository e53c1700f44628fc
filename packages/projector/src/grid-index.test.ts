import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnAt, type GridIndex, gridIndex, gridIndexInSlices, rowAt } from "./grid-index.ts";
import { nearestPoint } from "./nearest-point.ts";
import type { Polygon } from "./point-cloud.ts";
import { pointsInBox } from "./points-in-box.ts";
import { pointsInPolygon } from "./points-in-polygon.ts";
import { isInPolygon } from "./polygon.ts";

type Places = { x: Float32Array; y: Float32Array };
const placesOf = (pairs: readonly (readonly [number, number])[]): Places => ({
  x: Float32Array.from(pairs, ([x]) => x),
  y: Float32Array.from(pairs, ([, y]) => y),
});

const small = fc.integer({ min: -8, max: 8 });
const fine = fc.double({ min: -8, max: 8, noNaN: true });
const odd = fc.constantFrom(NaN, Infinity, -Infinity, 1e9, -3e38, 0);
/** Many duplicates and points on edges, some anywhere, a few that are no numbers or far away. */
const value = fc.oneof({ weight: 6, arbitrary: small }, { weight: 6, arbitrary: fine }, { weight: 1, arbitrary: odd });
const places = fc.array(fc.tuple(value, value), { maxLength: 120 }).map(placesOf);
/** Enough points near to each other that the far ones are clamped into the border. */
const clamped = fc
  .array(fc.tuple(fine, fine), { minLength: 100, maxLength: 200 })
  .map((pairs) => placesOf([...pairs, [4e6, 1], [-4e6, -9e5], [2, 7e6]]));
const anyPlaces = fc.oneof(places, clamped);
const wholePolygon = fc.array(fc.tuple(small, small), { maxLength: 12 });
const finePolygon = fc.array(fc.tuple(fine, fine), { maxLength: 12 });
const widePolygon = fc.array(fc.tuple(fc.double({ min: -1e7, max: 1e7, noNaN: true }), fine), { maxLength: 8 });
const polygon = fc
  .oneof(wholePolygon, finePolygon, widePolygon)
  .map((pairs): Polygon => Float64Array.from(pairs.flat()));

const bitsBy = ({ x, y }: Places, outline: Polygon): number[] =>
  [...x.keys()].filter((i) => isInPolygon(outline, x[i]!, y[i]!));
const bitsIn = (bits: Uint8Array, count: number): number[] =>
  Array.from({ length: count }, (_, i) => i).filter((i) => (bits[i >> 3]! & (1 << (i & 7))) !== 0);

const nearestBy = (
  { x, y }: Places,
  place: { x: number; y: number; radius: number },
  { shown = x.length, mask = null as Uint8Array | null },
): number | null => {
  const within = [...x.keys()]
    .map((point) => ({ point, square: (x[point]! - place.x) ** 2 + (y[point]! - place.y) ** 2 }))
    .filter(({ point, square }) => point < shown && square <= place.radius ** 2)
    .sort((a, b) => a.square - b.square || a.point - b.point);
  const unmasked = within.find(({ point }) => mask === null || (mask[point >> 3]! & (1 << (point & 7))) !== 0);
  return (unmasked ?? within[0])?.point ?? null;
};

const inCells = (grid: GridIndex) =>
  Array.from({ length: grid.columns * grid.rows }, (_, cell) => [
    ...grid.points.subarray(grid.starts[cell]!, grid.starts[cell + 1]!),
  ]);

describe("the grid", () => {
  test("has every point with a place once, in its cell, by number", () => {
    fc.assert(
      fc.property(anyPlaces, (points) => {
        const grid = gridIndex(points);
        const cells = inCells(grid);
        const finite = [...points.x.keys()].filter((i) => Number.isFinite(points.x[i]) && Number.isFinite(points.y[i]));
        expect(cells.flat().toSorted((a, b) => a - b)).toEqual(finite);
        for (const [cell, members] of cells.entries()) {
          expect(members).toEqual(members.toSorted((a, b) => a - b));
          for (const point of members) {
            expect(rowAt(grid, points.y[point]!) * grid.columns + columnAt(grid, points.x[point]!)).toBe(cell);
          }
        }
        for (const [slot, point] of grid.points.entries()) {
          expect([grid.x[slot], grid.y[slot]]).toEqual([points.x[point], points.y[point]]);
        }
      }),
    );
  });

  test("is the same when built in slices", async () => {
    const x = Float32Array.from({ length: 150_000 }, (_, i) => (i * 7919) % 1009);
    const y = Float32Array.from({ length: 150_000 }, (_, i) => (i * 104_729) % 997);
    const [sliced, whole] = [await gridIndexInSlices({ x, y }), gridIndex({ x, y })];
    expect(sliced.points.every((point, slot) => point === whole.points[slot])).toBe(true);
    expect(sliced.x.every((place, slot) => place === whole.x[slot])).toBe(true);
    expect(sliced.starts.every((slot, cell) => slot === whole.starts[cell])).toBe(true);
    expect([sliced.points.length, sliced.starts.length]).toEqual([150_000, whole.starts.length]);
  });

  test("keeps its cells for the many when a few are far away", () => {
    const pairs = Array.from({ length: 5000 }, (_, i): [number, number] => [(i * 37) % 101, (i * 91) % 103]);
    const grid = gridIndex(placesOf([...pairs, [1e12, 0]]));
    expect(grid.isClamped).toBe(true);
    expect(Math.max(...inCells(grid).map((cell) => cell.length))).toBeLessThan(50);
  });

  test("holds no points, one point, points that are no numbers, and points in one place", () => {
    expect(gridIndex(placesOf([])).points).toEqual(new Uint32Array(0));
    expect(
      gridIndex(
        placesOf([
          [NaN, 1],
          [2, Infinity],
        ]),
      ).points,
    ).toEqual(new Uint32Array(0));
    const one = gridIndex(placesOf([[3, 4]]));
    expect(nearestPoint(one, { x: 3, y: 5, radius: 1 })).toBe(0);
    expect(nearestPoint(one, { x: 3, y: 5.001, radius: 1 })).toBe(null);
    const same = gridIndex(placesOf(Array.from({ length: 100 }, () => [3, 4])));
    expect(nearestPoint(same, { x: 3, y: 4, radius: 0 })).toBe(0);
    expect(bitsIn(pointsInPolygon(same, Float64Array.of(0, 0, 9, 0, 9, 9, 0, 9)), 100)).toHaveLength(100);
  });
});

describe("the nearest point", () => {
  const place = fc.record({
    x: fc.oneof(small, fine, fc.constantFrom(-1e9, 4e6)),
    y: fc.oneof(small, fine),
    radius: fc.oneof(fc.constantFrom(0, 1, 1e7), fc.double({ min: 0, max: 20, noNaN: true })),
  });

  test("is the one a search through all finds", () => {
    fc.assert(
      fc.property(anyPlaces, place, (points, at) => {
        expect(nearestPoint(gridIndex(points), at)).toBe(nearestBy(points, at, {}));
      }),
      { numRuns: 400 },
    );
  });

  test("is one that is shown, and a masked one only where there is no other", () => {
    const bits = fc.uint8Array({ minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(anyPlaces, place, bits, fc.nat(200), (points, at, mask, shown) => {
        expect(nearestPoint(gridIndex(points), at, { shown, mask })).toBe(nearestBy(points, at, { shown, mask }));
      }),
      { numRuns: 400 },
    );
  });

  test("is a masked one where very many around the place are masked, whatever lies further out", () => {
    const side = 300;
    const places = placesOf(Array.from({ length: side * side }, (_, i) => [i % side, Math.floor(i / side)]));
    const [middle, near] = [150 * side + 150, 150 * side + 180];
    const mask = new Uint8Array(Math.ceil((side * side) / 8));
    mask[0] = 1;
    const at = { x: 150.1, y: 150.1, radius: 1000 };
    expect(nearestPoint(gridIndex(places), at, { mask })).toBe(middle);
    mask[near >> 3]! |= 1 << (near & 7);
    expect(nearestPoint(gridIndex(places), at, { mask })).toBe(near);
  });

  test("is none at a place that is no number", () => {
    const grid = gridIndex(placesOf([[0, 0]]));
    expect(nearestPoint(grid, { x: NaN, y: 0, radius: 1 })).toBe(null);
    expect(nearestPoint(grid, { x: 0, y: 0, radius: NaN })).toBe(null);
  });
});

describe("points in a polygon", () => {
  test("are those that the rule finds one by one", () => {
    fc.assert(
      fc.property(anyPlaces, polygon, (points, outline) => {
        const bits = pointsInPolygon(gridIndex(points), outline);
        expect(bitsIn(bits, points.x.length)).toEqual(bitsBy(points, outline));
      }),
      { numRuns: 1000 },
    );
  });

  test("are the same with corners on points and edges through them", () => {
    const grid = Array.from({ length: 289 }, (_, i): [number, number] => [(i % 17) - 8, Math.floor(i / 17) - 8]);
    const points = placesOf(grid);
    const index = gridIndex(points);
    fc.assert(
      fc.property(wholePolygon, (pairs) => {
        const outline = Float64Array.from(pairs.flat());
        expect(bitsIn(pointsInPolygon(index, outline), 289)).toEqual(bitsBy(points, outline));
      }),
      { numRuns: 500 },
    );
  });

  test("are the same on a line of points and far from the origin", () => {
    const line = placesOf(Array.from({ length: 300 }, (_, i) => [i, 5]));
    const far = placesOf(Array.from({ length: 300 }, (_, i) => [1e7 + (i % 20), -1e7 + Math.floor(i / 20)]));
    const zigzag = Float64Array.of(0, 0, 100, 10, 100, 0, 200, 5, 250, 5, 300, 0, 300, 9, 50, 9);
    const shifted = Float64Array.of(1e7 + 1, -1e7, 1e7 + 17, -1e7 + 3, 1e7 + 4.5, -1e7 + 14);
    expect(bitsIn(pointsInPolygon(gridIndex(line), zigzag), 300)).toEqual(bitsBy(line, zigzag));
    expect(bitsIn(pointsInPolygon(gridIndex(far), shifted), 300)).toEqual(bitsBy(far, shifted));
  });
});

test("points in a box are those within its edges, or null above the limit", () => {
  const box = fc.tuple(small, small, small, small).map(([a, b, c, d]) => ({
    left: Math.min(a, b),
    right: Math.max(a, b),
    bottom: Math.min(c, d),
    top: Math.max(c, d),
  }));
  fc.assert(
    fc.property(anyPlaces, box, fc.nat(100), fc.nat(150), (points, { left, right, bottom, top }, limit, shown) => {
      const expected = [...points.x.keys()].filter(
        (i) =>
          i < shown && points.x[i]! >= left && points.x[i]! <= right && points.y[i]! >= bottom && points.y[i]! <= top,
      );
      const found = pointsInBox(gridIndex(points), { left, right, bottom, top }, { limit, shown });
      if (expected.length > limit) expect(found).toBe(null);
      else expect([...found!].toSorted((a, b) => a - b)).toEqual(expected);
    }),
  );
});
