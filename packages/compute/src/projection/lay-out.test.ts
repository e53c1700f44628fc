import fc from "fast-check";
import { expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { inline, sharedFloats } from "../parallel.ts";
import { mulberry32 } from "../shuffle.ts";
import { fitPca } from "./fit-pca.ts";
import { type LaidOut, type LayOutOptions, layOut } from "./lay-out.ts";
import { clusteredPoints } from "./made-points.fixture.ts";
import { type LayoutParameters, type MapMethod, parseFit, serialiseFit } from "./map-fit.ts";
import { mapQuality } from "./map-quality.ts";
import { placeRows } from "./place-rows.ts";
import type { Points } from "./points.ts";
import { reduceVectors } from "./reduce-vectors.ts";

const parallel = inline(mapTasks);
const METHODS: MapMethod[] = ["umap", "tsne", "pca"];
const PARAMETERS: LayoutParameters = {
  method: "umap",
  neighbours: 15,
  minDistance: 0.1,
  perplexity: 10,
  metric: "euclidean",
  seed: 42,
  epochs: 60,
};
const ROWS = clusteredPoints(3, 600, { dims: 8, centres: 5 });

const bytesOf = (pieces: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(pieces));

async function mapOf(
  vectors: Points,
  parameters: Partial<LayoutParameters>,
  options: Partial<LayOutOptions> = {},
): Promise<LaidOut> {
  const all = { ...PARAMETERS, ...parameters };
  const pca = await fitPca(parallel, vectors, { seed: all.seed });
  const values = sharedFloats(vectors.count * pca.components);
  await reduceVectors(parallel, pca, vectors, { into: values, metric: all.metric });
  return layOut(parallel, { values, count: vectors.count, dims: pca.components }, all, { ...options, pca });
}

const expectSame = (a: LaidOut, b: LaidOut): void => {
  expect(Buffer.compare(Buffer.from(a.coordinates.buffer), Buffer.from(b.coordinates.buffer))).toBe(0);
  expect(a.neighbours).toEqual(b.neighbours);
  expect(a.misfit).toEqual(b.misfit);
};

test("umap keeps the neighbours of clusters together, better than the main plane", async () => {
  const quality = async (method: MapMethod): Promise<number> => {
    const { coordinates } = await mapOf(ROWS, { method, epochs: 200 });
    return (await mapQuality(parallel, { points: ROWS, coordinates }, { seed: 1 }))?.trustworthiness ?? 0;
  };
  const umap = await quality("umap");
  expect(umap).toBeGreaterThan(0.95);
  expect(umap).toBeGreaterThan(await quality("pca"));
});

test.each(METHODS)("%s goes on from any checkpoint to the same bytes", async (method) => {
  const states: Uint8Array[] = [];
  const checkpoint = (state: Uint8Array[]): void => void states.push(bytesOf(state));
  const whole = await mapOf(ROWS, { method, landmarks: 500 }, { checkpoint });
  expect(states.length).toBeGreaterThan(method === "pca" ? 0 : 7);
  for (const resumeFrom of [states[0], states[3], states.at(-1)])
    if (resumeFrom) expectSame(await mapOf(ROWS, { method, landmarks: 500 }, { resumeFrom }), whole);
});

test("a checkpoint of other rows or parameters, or a damaged one, is refused", async () => {
  let state: Uint8Array = new Uint8Array();
  const checkpoint = (pieces: Uint8Array[]): void => {
    state = bytesOf(pieces);
  };
  await mapOf(ROWS, { epochs: 10 }, { checkpoint });
  await expect(mapOf(ROWS, { epochs: 11 }, { resumeFrom: state })).rejects.toThrow("other rows or parameters");
  const resumeFrom = state.slice(0, -1);
  await expect(mapOf(ROWS, { epochs: 10 }, { resumeFrom })).rejects.toThrow(RangeError);
});

test("it stops within a round when cancelled, with the reason", async () => {
  const abort = new AbortController();
  let last = 0;
  const onProgress = (stage: string, share: number): void => {
    if (stage !== "layout") return;
    last = share;
    if (share >= 0.5) abort.abort(new Error("enough"));
  };
  await expect(mapOf(ROWS, {}, { signal: abort.signal, onProgress })).rejects.toThrow("enough");
  expect(last).toBe(0.5);
});

test("landmarks are laid out, the other rows placed; neighbours are landmarks", async () => {
  const { placed, neighbours, fit, k } = await mapOf(ROWS, { landmarks: 400 });
  expect(fit.rows.length).toBe(400);
  expect([...placed].filter((flag) => flag === 0).length).toBe(400);
  expect([...fit.rows].every((row, i) => i === 0 || row > (fit.rows[i - 1] as number))).toBe(true);
  const landmarks = new Set(fit.rows);
  neighbours.forEach((row, i) => {
    expect(landmarks).toContain(row);
    expect(row).not.toBe(Math.floor(i / k));
  });
});

test.each(METHODS)(
  "%s: a row that is placed again lands on its place, from the fit that was stored too",
  async (method) => {
    const map = await mapOf(ROWS, { method, landmarks: 400, metric: "cosine" });
    const fit = await parseFit(parallel, bytesOf(await serialiseFit(parallel, map.fit)));
    const again = await placeRows(parallel, fit, ROWS);
    map.placed.forEach((flag, row) => {
      if (flag === 0 && method !== "pca") return;
      expect(again.coordinates[2 * row]).toBe(map.coordinates[2 * row]);
      expect(again.coordinates[2 * row + 1]).toBe(map.coordinates[2 * row + 1]);
    });
  },
);

test("a row's place does not depend on the rows that are placed with it, nor on their order", async () => {
  const { fit } = await mapOf(ROWS, {});
  const fresh = clusteredPoints(9, 300, { dims: 8, centres: 5 });
  const together = await placeRows(parallel, fit, fresh);
  const vectorOf = (row: number): Float32Array => fresh.values.slice(row * 8, (row + 1) * 8);
  for (const rows of [[7], [299, 0, 7], [1, 2, 3, 4, 5, 6, 7, 8]]) {
    const values = Float32Array.from(rows.flatMap((row) => [...vectorOf(row)]));
    const apart = await placeRows(parallel, fit, { values, count: rows.length, dims: 8 });
    rows.forEach((row, i) => {
      expect(apart.coordinates.slice(2 * i, 2 * i + 2)).toEqual(together.coordinates.slice(2 * row, 2 * row + 2));
      expect(apart.misfit[i]).toBe(together.misfit[row]);
    });
  }
});

const finite = (values: Float32Array): boolean => values.every((value) => Number.isFinite(value));

test.each(METHODS)("%s: places are finite for few rows, equal rows and rows without variance", async (method) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom("cosine", "euclidean"),
      fc.nat(1000),
      async (count, dims, distinct, metric, seed) => {
        const random = mulberry32(seed);
        const values = sharedFloats(count * dims);
        for (let i = 0; i < count; i++)
          for (let j = 0; j < dims; j++) values[i * dims + j] = i < distinct ? random() - 0.5 : (values[j] as number);
        const { coordinates, misfit, fit } = await mapOf({ values, count, dims }, { method, metric, epochs: 20 });
        expect(finite(coordinates) && finite(misfit)).toBe(true);
        const placed = await placeRows(parallel, fit, { values, count, dims });
        expect(finite(placed.coordinates) && finite(placed.misfit)).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

test.each(METHODS)("%s: rows that are all the same have finite places", async (method) => {
  const vectors = { values: sharedFloats(300).fill(0.5), count: 100, dims: 3 };
  expect(finite((await mapOf(vectors, { method })).coordinates)).toBe(true);
});
