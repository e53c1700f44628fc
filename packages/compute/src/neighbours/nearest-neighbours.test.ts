import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { inline, sharedFloats } from "../parallel.ts";
import { clusteredPoints, uniformPoints } from "../projection/made-points.fixture.ts";
import type { Points } from "../projection/points.ts";
import { bruteForce } from "./brute-force.fixture.ts";
import { buildIndex } from "./build-index.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";
import { neighboursWithin, queryNeighbours } from "./query-neighbours.ts";

interface Reference {
  seed: number;
  rows: number;
  dims: number;
  k: number;
  indices: number[];
  distances: number[];
}

const parallel = inline(mapTasks);
const golden: Reference = JSON.parse(readFileSync(new URL("../../golden/neighbours.json", import.meta.url), "utf8"));

const shareFound = (found: Int32Array, wanted: number[], k: number): number => {
  let hits = 0;
  for (let start = 0; start < wanted.length; start += k) {
    const row = new Set(found.subarray(start, start + k));
    for (let i = start; i < start + k; i++) if (row.has(wanted[i] as number)) hits++;
  }
  return hits / wanted.length;
};

test("neighbours are those of scikit-learn's brute force", async () => {
  const { seed, rows, dims, k } = golden;
  const { indices, distances } = await nearestNeighbours(parallel, uniformPoints(seed, rows, dims), { k, seed: 1 });
  expect([...indices]).toEqual(golden.indices);
  golden.distances.forEach((distance, i) => {
    expect(distances[i]).toBeCloseTo(distance, 5);
  });
});

test("neighbours are exact whatever the numbers of rows, dims and neighbours, also where many are equally near", async () => {
  const arbitrary = fc.record({
    count: fc.integer({ min: 1, max: 70 }),
    dims: fc.integer({ min: 1, max: 19 }),
    k: fc.integer({ min: 1, max: 20 }),
    levels: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ count, dims, k, levels, seed }) => {
      const points = uniformPoints(seed, count, dims);
      // Few levels make rows alike and distances equal; sums of squares of small integers are exact.
      for (let i = 0; i < points.values.length; i++)
        points.values[i] = Math.floor((points.values[i] as number) * levels);
      const answer = await nearestNeighbours(parallel, points, { k, seed: 1 });
      const kept = Math.min(k, count - 1);
      const reference = bruteForce(points, kept);
      expect(answer.k).toBe(kept);
      answer.indices.forEach((row, i) => {
        const own = Math.floor(i / kept);
        let square = 0;
        for (let j = 0; j < dims; j++)
          square += ((points.values[own * dims + j] as number) - (points.values[row * dims + j] as number)) ** 2;
        expect(square).toBe(reference.squares[i]);
        const isTied = i % kept > 0 && reference.squares[i - 1] === square;
        if (isTied) expect(row).toBeGreaterThan(answer.indices[i - 1] as number);
      });
      expect([...answer.distances]).toEqual(reference.squares.map((square) => Math.fround(Math.sqrt(square))));
    }),
    { numRuns: 60 },
  );
});

test("rows much nearer to each other than to 0 are told apart", async () => {
  const points = uniformPoints(2, 60, 3);
  for (let i = 0; i < points.values.length; i++) points.values[i] = 10 + (points.values[i] as number) / 100;
  const { indices } = await nearestNeighbours(parallel, points, { k: 5, seed: 1 });
  expect(shareFound(indices, bruteForce(points, 5).indices, 5)).toBeGreaterThan(0.97);
});

test("cells find over 95 % of the neighbours at their defaults", async () => {
  const points = clusteredPoints(4, 6000, { dims: 24, centres: 40, noise: 0.3 });
  const index = await buildIndex(parallel, points, { seed: 1, cells: 150 });
  expect(index.probes).toBeLessThan(20);
  const { indices, distances } = await neighboursWithin(parallel, index, { k: 15 });
  const exact = await neighboursWithin(parallel, await buildIndex(parallel, points, { seed: 1, cells: 0 }), { k: 15 });
  expect(shareFound(indices, [...exact.indices], 15)).toBeGreaterThan(0.95);
  const isInOrder = (i: number): boolean => i % 15 === 0 || (distances[i] as number) >= (distances[i - 1] as number);
  expect(indices.every((row, i) => row !== Math.floor(i / 15) && isInOrder(i))).toBe(true);
});

test("all cells find what an exact search finds", async () => {
  const points = uniformPoints(5, 900, 6);
  const index = await buildIndex(parallel, points, { seed: 1, cells: 30 });
  const found = await neighboursWithin(parallel, index, { k: 8, probes: index.cells });
  expect([...found.indices]).toEqual(bruteForce(points, 8).indices);
});

test("what a query gets does not depend on the other queries", async () => {
  const index = await buildIndex(parallel, uniformPoints(6, 3000, 10), { seed: 1, cells: 100 });
  const queries = uniformPoints(7, 700, 10);
  const together = await queryNeighbours(parallel, index, queries, { k: 6, probes: 9 });
  for (const [from, to] of [
    [0, 1],
    [511, 514],
    [600, 700],
  ] as const) {
    const some: Points = { values: queries.values.slice(from * 10, to * 10), count: to - from, dims: 10 };
    const alone = await queryNeighbours(parallel, index, some, { k: 6, probes: 9 });
    expect([...alone.indices]).toEqual([...together.indices.subarray(from * 6, to * 6)]);
    expect([...alone.distances]).toEqual([...together.distances.subarray(from * 6, to * 6)]);
  }
});

test("a query that is a row of the index finds it at distance 0", async () => {
  const points = uniformPoints(8, 500, 5);
  const index = await buildIndex(parallel, points, { seed: 1 });
  const { indices, distances } = await queryNeighbours(parallel, index, points, { k: 1 });
  expect([...indices]).toEqual(Array.from({ length: 500 }, (_, row) => row));
  expect(distances.every((distance) => distance === 0)).toBe(true);
});

test("rows that are all alike have neighbours at distance 0, also in cells", async () => {
  const points: Points = { values: sharedFloats(4000 * 3).fill(0.25), count: 4000, dims: 3 };
  const index = await buildIndex(parallel, points, { seed: 1, cells: 80 });
  const { indices, distances } = await neighboursWithin(parallel, index, { k: 10 });
  expect(distances.every((distance) => distance === 0)).toBe(true);
  expect(indices.every((row, i) => row >= 0 && row < 4000 && row !== Math.floor(i / 10))).toBe(true);
});

test("cells with fewer rows than are asked for do not end the search", async () => {
  const points = uniformPoints(9, 400, 2);
  const index = await buildIndex(parallel, points, { seed: 1, cells: 200 });
  const { indices } = await neighboursWithin(parallel, index, { k: 40, probes: 2 });
  expect([...indices]).toEqual(bruteForce(points, 40).indices);
});

test("one row has no neighbours, an index of three rows gives a query three", async () => {
  const one = await nearestNeighbours(parallel, uniformPoints(1, 1, 4), { k: 15, seed: 1 });
  expect(one).toEqual({ indices: new Int32Array(new SharedArrayBuffer(0)), distances: sharedFloats(0), k: 0 });
  const index = await buildIndex(parallel, uniformPoints(1, 3, 4), { seed: 1 });
  expect((await queryNeighbours(parallel, index, uniformPoints(2, 5, 4), { k: 15 })).k).toBe(3);
});

test("progress rises to 1, and an abort ends the search with its reason", async () => {
  const points = uniformPoints(3, 1500, 4);
  const shares: number[] = [];
  await nearestNeighbours(parallel, points, { k: 3, seed: 1, onProgress: (share) => shares.push(share) });
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(nearestNeighbours(parallel, points, { k: 3, seed: 1, signal })).rejects.toThrow("enough");
});
