import { createHash } from "node:crypto";
import { type MapTasks, mapTasks } from "@pomona/compute/map-tasks";
import { buildIndex } from "@pomona/compute/neighbours/build-index";
import { nearestNeighbours } from "@pomona/compute/neighbours/nearest-neighbours";
import { neighboursWithin, queryNeighbours } from "@pomona/compute/neighbours/query-neighbours";
import { inline, type Parallel, sharedFloats } from "@pomona/compute/parallel";
import { applyPca } from "@pomona/compute/projection/apply-pca";
import { fitPca } from "@pomona/compute/projection/fit-pca";
import { mapQuality } from "@pomona/compute/projection/map-quality";
import type { Points } from "@pomona/compute/projection/points";
import { mulberry32 } from "@pomona/compute/shuffle";
import { afterAll, describe, expect, test } from "vitest";
import { MapThreads } from "./map-threads.ts";

const one = new MapThreads(1);
const two = new MapThreads(2);
afterAll(() => Promise.all([one.close(), two.close()]));

function points(seed: number, count: number, dims: number): Points {
  const random = mulberry32(seed);
  const values = sharedFloats(count * dims);
  for (let i = 0; i < values.length; i++) values[i] = random() / (1 + (i % dims));
  return { values, count, dims };
}

type Arrays = (Float32Array | Float64Array | Int32Array)[];

function digestOf(arrays: Arrays): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of arrays)
    hash.update(new Uint8Array(buffer, byteOffset, byteLength).slice());
  return hash.digest("hex");
}

describe("the same bytes on one thread, on two, and where it is called:", () => {
  const everywhere = async (work: (threads: Parallel<MapTasks>) => Promise<Arrays>): Promise<void> => {
    const there = digestOf(await work(two));
    expect(digestOf(await work(one))).toBe(there);
    expect(digestOf(await work(inline(mapTasks)))).toBe(there);
  };

  test("axes, and coordinates along them", async () => {
    const vectors = points(1, 2500, 200);
    await everywhere(async (threads) => {
      const pca = await fitPca(threads, vectors, { components: 20, seed: 5 });
      const into = sharedFloats(vectors.count * 20);
      await applyPca(threads, pca, vectors, { into });
      return [pca.mean, pca.axes, pca.variances, into];
    });
  });

  test("exact neighbours", async () => {
    const rows = points(2, 1500, 20);
    await everywhere(async (threads) => {
      const { indices, distances } = await nearestNeighbours(threads, rows, { k: 15, seed: 5 });
      return [indices, distances];
    });
  });

  test("cells, the neighbours found in them, and those of queries", async () => {
    const rows = points(3, 5000, 12);
    const queries = points(4, 1200, 12);
    await everywhere(async (threads) => {
      const index = await buildIndex(threads, rows, { cells: 200, seed: 5 });
      const within = await neighboursWithin(threads, index, { k: 10 });
      const found = await queryNeighbours(threads, index, queries, { k: 10 });
      const { centres, starts, rows: order, values } = index;
      return [centres, starts, order, values, within.indices, within.distances, found.indices, found.distances];
    });
  });

  test("the quality of a map", async () => {
    const rows = points(5, 900, 8);
    const coordinates = points(6, 900, 2).values;
    await everywhere(async (threads) => {
      const quality = await mapQuality(threads, { points: rows, coordinates }, { seed: 5, sample: 400 });
      expect(quality?.sample).toBe(400);
      return [Float64Array.from(Object.values(quality ?? {}))];
    });
  });
});
