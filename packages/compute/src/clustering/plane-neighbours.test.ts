import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestPlace, planeNeighbours } from "./plane-neighbours.ts";
import { buildPlaneTree } from "./plane-tree.ts";

/** Many at one place, many on one line. */
const place = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 5, noNaN: true }));
const points = fc.array(fc.tuple(place, place), { minLength: 8, maxLength: 200 });

const squared = (tree: ReturnType<typeof buildPlaneTree>, a: number, x: number, y: number): number =>
  ((tree.x[a] as number) - x) ** 2 + ((tree.y[a] as number) - y) ** 2;

test("neighbours are as near as those found by looking at every pair, nearest first, without the point itself", () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 7 }), (given, k) => {
      const tree = buildPlaneTree(given.flat(), given.length);
      const found = planeNeighbours(tree, k);
      for (let i = 0; i < given.length; i++) {
        const at = [...given.keys()].filter((j) => j !== i);
        const all = at.map((j) => squared(tree, j, tree.x[i] as number, tree.y[i] as number)).sort((a, b) => a - b);
        const own = [...found.places.subarray(i * k, (i + 1) * k)];
        expect(own.map((j) => squared(tree, j, tree.x[i] as number, tree.y[i] as number))).toEqual(all.slice(0, k));
        expect(new Set(own).size).toBe(k);
        expect(own).not.toContain(i);
      }
    }),
  );
});

test("the nearest place is as near as any", () => {
  fc.assert(
    fc.property(points, place, place, (given, x, y) => {
      const tree = buildPlaneTree(given.flat(), given.length);
      const all = given.map((_, i) => squared(tree, i, x, y));
      expect(squared(tree, nearestPlace(tree)(x, y), x, y)).toBe(Math.min(...all));
    }),
  );
});

test("every point has a place in the tree", () => {
  fc.assert(
    fc.property(points, (given) => {
      const tree = buildPlaneTree(given.flat(), given.length);
      expect([...tree.order].sort((a, b) => a - b)).toEqual([...given.keys()]);
      for (const [at, point] of tree.order.entries()) expect(tree.x[at]).toBe(Math.fround(given[point]?.[0] as number));
    }),
  );
});
