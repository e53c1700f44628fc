import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bitsetOf } from "@pomona/compute/bitset";
import { scoreReference } from "@pomona/compute/score-reference";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { spawnWorker } from "../workers/spawn.ts";
import { createSegmentStore } from "./segment-store.ts";
import { FilledSpace, scorerOf, unitVectors } from "./vector-store.cases.ts";
import type { VectorStore } from "./vector-store.ts";

const DIMS = 40;
const ROWS = 6000;
let directory: string;
let store: VectorStore;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-exact-"));
  store = createSegmentStore({
    directory,
    threads: 2,
    spawn: spawnWorker,
    inlineLimit: { bytes: 0, multiplications: 0, segments: 0 },
  });
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

let spaces = 0;
async function filled(vectors: Float32Array, dims = DIMS): Promise<FilledSpace> {
  const space = new FilledSpace(store, ++spaces, dims);
  const count = vectors.length / dims;
  for (let from = 0; from < count; from += 2500) {
    const end = Math.min(count, from + 2500);
    await space.put(
      Array.from({ length: end - from }, (_, i) => from + i),
      vectors.slice(from * dims, end * dims),
    );
  }
  return space;
}

/** Rows near 30 centres, unit length. */
function clustered(): Float32Array {
  const centres = unitVectors(30, DIMS, 7);
  const noise = unitVectors(ROWS, DIMS, 8);
  const vectors = noise.map(
    (value, i) => 0.5 * value + (centres[(Math.floor(i / DIMS) % 30) * DIMS + (i % DIMS)] as number),
  );
  for (let row = 0; row < ROWS; row++) {
    const vector = vectors.subarray(row * DIMS, (row + 1) * DIMS);
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    vector.set(vector.map((value) => value / length));
  }
  return vectors;
}

const DATA: Record<string, () => Float32Array> = {
  clustered,
  uniform: () => unitVectors(ROWS, DIMS, 1),
  "duplicate-heavy": () => {
    const few = unitVectors(12, DIMS, 2);
    return Float32Array.from(
      { length: ROWS * DIMS },
      (_, i) => few[((Math.floor(i / DIMS) * 5) % 12) * DIMS + (i % DIMS)] as number,
    );
  },
  unnormalised: () => unitVectors(ROWS, DIMS, 3).map((value, i) => value * (0.1 + (Math.floor(i / DIMS) % 17))),
};

describe.each(Object.keys(DATA))("%s vectors", (name) => {
  test("the best 10, 100 and 1000 are those of brute force, ties included, and float64 agrees on the set", async () => {
    const space = await filled((DATA[name] as () => Float32Array)());
    for (let round = 0; round < 8; round++) {
      const scorer = scorerOf(DIMS, 1 + (round % 3), round % 2, round);
      const ranking = space.ranking(scorer);
      for (const k of [10, 100, 1000]) {
        const { ordinals, scores, ranked } = await store.top(space.target, scorer, k);
        expect([...ordinals].map((ordinal, i) => ({ ordinal, score: scores[i] }))).toEqual(ranking.slice(0, k));
        expect(ranked).toBe(ROWS);
        const least = Math.min(...[...ordinals].map((row) => scoreReference(space.live.get(row) ?? [], scorer)));
        const missed = ranking.slice(k).map(({ ordinal }) => scoreReference(space.live.get(ordinal) ?? [], scorer));
        expect(Math.max(...missed) - least).toBeLessThan(1e-6);
      }
    }
  });
});

test("a search scores few rows where bounds decide, and every one where they cannot", async () => {
  const apart = await filled((DATA.uniform as () => Float32Array)());
  expect((await store.top(apart.target, scorerOf(DIMS, 1), 10)).scored).toBeLessThan(ROWS / 4);
  const same = unitVectors(1, DIMS, 5);
  const equal = await filled(Float32Array.from({ length: ROWS * DIMS }, (_, i) => same[i % DIMS] as number));
  const { scored, ordinals } = await store.top(equal.target, scorerOf(DIMS, 1), 10);
  expect(scored).toBe(ROWS);
  expect([...ordinals]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("zero vectors rank as unrelated, behind likeness and before unlikeness", async () => {
  const space = await filled(Float32Array.from([1, 0, 0, 0, -1, 0, 0, 1]), 2);
  const scorer = { dims: 2, positives: Float32Array.of(1, 0), negatives: new Float32Array(0), negativeWeight: 0 };
  const { ordinals, scores } = await store.top(space.target, scorer, 4);
  expect([...ordinals]).toEqual([0, 1, 3, 2]);
  expect([...scores]).toEqual([1, 0.5, 0.5, 0]);
});

test("any mask, any k and any removed rows give what brute force gives", async () => {
  const space = await filled((DATA.clustered as () => Float32Array)());
  const removed = Array.from({ length: 900 }, (_, i) => i * 6);
  space.drop(removed);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 0.002, 0.02, 0.1, 0.5, 1),
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 5 }),
      fc.nat(1000),
      async (share, k, positives, seed) => {
        const rows = Array.from({ length: ROWS }, (_, i) => i).filter((i) => ((i * 7919 + seed) % 1000) / 1000 < share);
        const mask = bitsetOf(rows, ROWS);
        const scorer = scorerOf(DIMS, positives, seed % 3, seed);
        const { ordinals, scores, ranked } = await store.top(space.target, scorer, k, { mask });
        const ranking = space.ranking(scorer, mask);
        expect(ranked).toBe(ranking.length);
        expect([...ordinals].map((ordinal, i) => ({ ordinal, score: scores[i] }))).toEqual(ranking.slice(0, k));
      },
    ),
    { numRuns: 40 },
  );
});

test("searches that come together share passes and answer as alone; one that is aborted spoils no other", async () => {
  const space = await filled((DATA.clustered as () => Float32Array)());
  const target = space.target;
  const gone = new AbortController();
  const searches = Array.from({ length: 40 }, (_, i) => {
    const scorer = scorerOf(DIMS, 1 + (i % 2), 0, i);
    const mask = bitsetOf(
      Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % (1 + (i % 4)) === 0),
      ROWS,
    );
    const signal = i === 7 ? { signal: gone.signal } : {};
    return { scorer, mask, answer: store.top(target, scorer, 5 + i, { mask, ...signal }) };
  });
  gone.abort();
  await expect(searches[7]?.answer).rejects.toMatchObject({ code: "cancelled" });
  for (const [i, { scorer, mask, answer }] of searches.entries())
    if (i !== 7)
      expect([...(await answer).ordinals]).toEqual(
        space
          .ranking(scorer, mask)
          .slice(0, 5 + i)
          .map((row) => row.ordinal),
      );
});

test("everything removed, or nothing under the mask, ranks nothing", async () => {
  const space = await filled(unitVectors(50, DIMS, 1));
  const none = bitsetOf([], 50);
  expect((await store.top(space.target, scorerOf(DIMS, 1), 5, { mask: none })).ordinals).toHaveLength(0);
  space.drop(Array.from({ length: 50 }, (_, i) => i));
  expect(await store.top(space.target, scorerOf(DIMS, 1), 5)).toMatchObject({ ranked: 0, scored: 0 });
});

test("a search that is aborted while it waits for a pass is answered at once", async () => {
  const space = await filled((DATA.uniform as () => Float32Array)());
  const target = space.target;
  const order: string[] = [];
  const first = store.top(target, scorerOf(DIMS, 1), 5).then(() => order.push("first"));
  const stop = new AbortController();
  const waiting = store.top(target, scorerOf(DIMS, 1), 5, { signal: stop.signal }).catch(() => order.push("aborted"));
  stop.abort();
  await Promise.all([first, waiting]);
  expect(order).toEqual(["aborted", "first"]);
});
