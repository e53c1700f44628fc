import { findClusters } from "@pomona/compute/clustering/find-clusters";
import { mulberry32 } from "@pomona/compute/shuffle";
import { afterAll, expect, test } from "vitest";
import { MapThreads } from "./map-threads.ts";

const threads = new MapThreads(2);
afterAll(() => threads.close());

test("clusters found on a thread are those found where they are asked for", async () => {
  const random = mulberry32(3);
  const coordinates = Float32Array.from({ length: 4000 }, (_, i) => random() + 5 * (Math.floor(i / 400) % 5));
  const points = { coordinates, count: 2000 };
  const [found] = await threads.run("findClusters", { ...points, options: { levels: 3 } }, 1);
  expect(found).toEqual(findClusters(points, { levels: 3 }));
  expect(found?.clusters).toHaveLength(5);
});
