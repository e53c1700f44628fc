import { mapTasks } from "@pomona/compute/map-tasks";
import { inline, type Parallel, sharedFloats } from "@pomona/compute/parallel";
import { fitPca } from "@pomona/compute/projection/fit-pca";
import { layOut } from "@pomona/compute/projection/lay-out";
import type { LayoutParameters, MapMethod } from "@pomona/compute/projection/map-fit";
import { placeRows } from "@pomona/compute/projection/place-rows";
import { reduceVectors } from "@pomona/compute/projection/reduce-vectors";
import { mulberry32 } from "@pomona/compute/shuffle";
import { afterAll, expect, test } from "vitest";
import { MapThreads } from "./map-threads.ts";

const one = new MapThreads(1);
const two = new MapThreads(2);
afterAll(async () => {
  await one.close();
  await two.close();
});

const COUNT = 9000;
const DIMS = 12;
const random = mulberry32(4);
const values = sharedFloats(COUNT * DIMS);
for (let i = 0; i < values.length; i++)
  values[i] = random() + random() + (i % DIMS === Math.floor(i / DIMS) % 7 ? 3 : 0);
const vectors = { values, count: COUNT, dims: DIMS };

async function mapOn(parallel: Parallel<typeof mapTasks>, method: MapMethod) {
  const parameters: LayoutParameters = {
    method,
    neighbours: 10,
    minDistance: 0.1,
    perplexity: 5,
    metric: "cosine",
    seed: 7,
    epochs: 12,
    landmarks: 8000,
  };
  const pca = await fitPca(parallel, vectors, { seed: 7 });
  const reduced = sharedFloats(COUNT * pca.components);
  await reduceVectors(parallel, pca, vectors, { into: reduced, metric: "cosine" });
  const map = await layOut(parallel, { values: reduced, count: COUNT, dims: pca.components }, parameters, { pca });
  const placed = await placeRows(parallel, map.fit, vectors);
  return [map.coordinates, map.misfit, map.neighbours, placed.coordinates].map((array) => Buffer.from(array.buffer));
}

test.each<MapMethod>(["umap", "tsne", "pca"])(
  "%s: the same bytes on one thread, on two, and without any",
  async (method) => {
    const without = await mapOn(inline(mapTasks), method);
    for (const parallel of [one, two])
      (await mapOn(parallel, method)).forEach((bytes, i) => {
        expect(Buffer.compare(bytes, without[i] as Buffer)).toBe(0);
      });
  },
);
