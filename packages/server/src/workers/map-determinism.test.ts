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

describe("the same bytes on one thread, on two, and where it is called:", () => {
  const everywhere = async (work: (threads: Parallel<MapTasks>) => Promise<unknown>): Promise<void> => {
    const there = await work(two);
    expect(there).toEqual(await work(one));
    expect(there).toEqual(await work(inline(mapTasks)));
  };

  test("axes, and coordinates along them", async () => {
    const vectors = points(1, 5000, 300);
    await everywhere(async (threads) => {
      const pca = await fitPca(threads, vectors, { components: 20, seed: 5 });
      const into = sharedFloats(vectors.count * 20);
      await applyPca(threads, pca, vectors, { into });
      return { pca, into };
    });
  });

  test("exact neighbours", async () => {
    const rows = points(2, 3000, 20);
    await everywhere((threads) => nearestNeighbours(threads, rows, { k: 15, seed: 5 }));
  });

  test("cells, the neighbours found in them, and those of queries", async () => {
    const rows = points(3, 9000, 12);
    const queries = points(4, 1200, 12);
    await everywhere(async (threads) => {
      const index = await buildIndex(threads, rows, { cells: 200, seed: 5 });
      const within = await neighboursWithin(threads, index, { k: 10 });
      return { index, within, found: await queryNeighbours(threads, index, queries, { k: 10 }) };
    });
  });

  test("the quality of a map", async () => {
    const rows = points(5, 900, 8);
    const coordinates = points(6, 900, 2).values;
    await everywhere((threads) => mapQuality(threads, { points: rows, coordinates }, { seed: 5, sample: 400 }));
  });
});
