import { bitsetOf, hasBit } from "@pomona/compute/bitset";
import { compileProbe } from "@pomona/compute/compile-probe";
import { scoreErrorBound, scoreReference } from "@pomona/compute/score-reference";
import { scoreVectors } from "@pomona/compute/score-vectors";
import type { CompiledScorer } from "@pomona/compute/scorer";
import { mulberry32 } from "@pomona/compute/shuffle";
import { compileSimilarity } from "@pomona/compute/similarity";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LiveVectors } from "./live-vectors.ts";
import type { Bitset, ScanTarget, Segment, VectorStore } from "./vector-store.ts";

/** `count * dims` float32, unit vectors. */
export function unitVectors(count: number, dims: number, seed: number): Float32Array<ArrayBuffer> {
  const random = mulberry32(seed);
  const vectors = new Float32Array(count * dims);
  for (let start = 0; start < vectors.length; start += dims) {
    let sum = 0;
    for (let i = start; i < start + dims; i++) {
      vectors[i] = random() - 0.5;
      sum += (vectors[i] as number) ** 2;
    }
    for (let i = start; i < start + dims; i++) vectors[i] = (vectors[i] as number) / Math.sqrt(sum);
  }
  return vectors;
}

export function scorerOf(dims: number, positives: number, negatives = 0, seed = 99): CompiledScorer {
  const vectors = unitVectors(positives + negatives, dims, seed);
  const rows = Array.from({ length: positives + negatives }, (_, i) => vectors.subarray(i * dims, (i + 1) * dims));
  return compileSimilarity({
    dims,
    positives: rows.slice(0, positives),
    negatives: rows.slice(positives),
    combine: "nearest",
    negativeWeight: 0.6,
  });
}

function probeOf(dims: number, options: { length?: number; bias?: number; seed?: number } = {}): CompiledScorer {
  const { length = 10, bias = -2, seed = 98 } = options;
  return compileProbe({ dims, weights: unitVectors(1, dims, seed).map((value) => value * length), bias });
}

/** A space being filled: what a caller of the store keeps in its database, and the live vectors for comparison. */
export class FilledSpace {
  readonly segments: Segment[] = [];
  readonly owners = new LiveVectors();
  readonly live = new Map<number, Float32Array>();
  readonly #store: VectorStore;
  readonly #space: number;
  readonly #dims: number;

  constructor(store: VectorStore, space: number, dims: number) {
    this.#store = store;
    this.#space = space;
    this.#dims = dims;
  }

  async put(rows: number[], vectors: Float32Array): Promise<Segment> {
    const written = await this.#store.write(this.#space, this.#dims, Uint32Array.from(rows), vectors);
    const segment = { id: this.segments.length + 1, ...written };
    this.segments.push(segment);
    this.owners.cover(Math.max(...rows) + 1);
    this.owners.add(this.#space, segment, rows);
    rows.forEach((row, i) => {
      this.live.set(row, vectors.slice(i * this.#dims, (i + 1) * this.#dims));
    });
    return segment;
  }

  drop(rows: number[]): void {
    this.owners.clear(rows);
    for (const row of rows) this.live.delete(row);
  }

  get target(): ScanTarget {
    return this.owners.target(this.#space, this.#dims);
  }

  /** All live rows under the mask, best first, scored one by one on this thread. */
  ranking(scorer: CompiledScorer, mask?: Bitset): { ordinal: number; score: number }[] {
    return [...this.live]
      .filter(([ordinal]) => !mask || hasBit(mask, ordinal))
      .map(([ordinal, vector]) => ({ ordinal, score: scoreVectors(vector, this.#dims, scorer)[0] as number }))
      .sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
  }
}

const span = (from: number, count: number, step = 1) => Array.from({ length: count }, (_, i) => from + i * step);

async function pairs(store: VectorStore, space: FilledSpace, scorer: CompiledScorer, k: number, mask?: Bitset) {
  const { ordinals, scores, ranked } = await store.top(space.target, scorer, k, mask ? { mask } : {});
  return { ranked, rows: [...ordinals].map((ordinal, i) => ({ ordinal, score: scores[i] as number })) };
}

/** What every `VectorStore` must do. `open` makes an empty store. */
export function vectorStoreCases(name: string, open: () => Promise<VectorStore>): void {
  describe(name, () => {
    let store: VectorStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    test("an empty space has no scores and no best rows", async () => {
      const space = new FilledSpace(store, 1, 8);
      space.owners.cover(10);
      expect(await pairs(store, space, scorerOf(8, 1), 5)).toEqual({ ranked: 0, rows: [] });
      const [column] = await store.score(space.target, [scorerOf(8, 1)]);
      expect([...(column ?? [])]).toEqual(span(0, 10).map(() => Number.NaN));
      expect((await store.read(space.target, Uint32Array.of(3))).found).toEqual(Uint8Array.of(0));
    });

    test.each([2, 7, 16, 33, 130])(
      "ranks rows of %i dims like brute force, whatever the number of segments",
      async (dims) => {
        const space = new FilledSpace(store, 1, dims);
        await space.put(span(0, 300), unitVectors(300, dims, 1));
        await space.put(span(1000, 50, 3), unitVectors(50, dims, 2));
        await space.put([400], unitVectors(1, dims, 3));
        for (const scorer of [scorerOf(dims, 1), scorerOf(dims, 4, 3), scorerOf(dims, 9, 1), probeOf(dims)]) {
          const expected = space.ranking(scorer);
          expect(await pairs(store, space, scorer, 20)).toEqual({ ranked: 351, rows: expected.slice(0, 20) });
          for (const { ordinal, score } of expected)
            expect(Math.abs(score - scoreReference(space.live.get(ordinal) ?? [], scorer))).toBeLessThanOrEqual(
              scoreErrorBound(scorer),
            );
        }
      },
    );

    test("equal scores are in order of ordinal, also where the ranking is cut", async () => {
      const space = new FilledSpace(store, 1, 4);
      const same = unitVectors(1, 4, 1);
      const repeated = (count: number) => Float32Array.from({ length: count * 4 }, (_, i) => same[i % 4] as number);
      await space.put(span(500, 40), repeated(40));
      await space.put(span(10, 40), repeated(40));
      const { rows } = await pairs(store, space, scorerOf(4, 1), 50);
      expect(rows.map(({ ordinal }) => ordinal)).toEqual([...span(10, 40), ...span(500, 10)]);
      expect(new Set(rows.map(({ score }) => score)).size).toBe(1);
    });

    test("the best rows of a probe are exact under a mask, also where scores round to 1", async () => {
      const space = new FilledSpace(store, 1, 7);
      await space.put(span(0, 500), unitVectors(500, 7, 1));
      space.drop([3, 4]);
      const mask = bitsetOf(span(0, 200, 2), 500);
      for (const scorer of [probeOf(7), probeOf(7, { length: 300, bias: 40 })])
        expect(await pairs(store, space, scorer, 30, mask)).toEqual({
          ranked: 199,
          rows: space.ranking(scorer, mask).slice(0, 30),
        });
    });

    test("a k above the number of rows ranks them all, 0 ranks none", async () => {
      const space = new FilledSpace(store, 1, 5);
      await space.put(span(0, 30), unitVectors(30, 5, 1));
      expect((await pairs(store, space, scorerOf(5, 1), 1000)).rows).toEqual(space.ranking(scorerOf(5, 1)));
      expect(await pairs(store, space, scorerOf(5, 1), 0)).toEqual({ ranked: 30, rows: [] });
    });

    test("only rows under the mask are ranked and counted", async () => {
      const space = new FilledSpace(store, 1, 12);
      await space.put(span(0, 200), unitVectors(200, 12, 1));
      await space.put(span(300, 200), unitVectors(200, 12, 2));
      const scorer = scorerOf(12, 2, 1);
      for (const ordinals of [[], [7], span(0, 60, 7), span(350, 5), span(0, 500)]) {
        const mask = bitsetOf(ordinals, 501);
        const expected = space.ranking(scorer, mask);
        expect(await pairs(store, space, scorer, 10, mask)).toEqual({
          ranked: expected.length,
          rows: expected.slice(0, 10),
        });
      }
      expect(
        (await pairs(store, space, scorer, 500, bitsetOf([3, 499], 8 * 63))).rows.map(({ ordinal }) => ordinal).sort(),
      ).toEqual([3, 499]);
      expect((await pairs(store, space, scorer, 500, bitsetOf([3], 8))).ranked).toBe(1);
    });

    test("a score column holds each live vector's score and NaN elsewhere", async () => {
      const space = new FilledSpace(store, 1, 9);
      await space.put(span(5, 100), unitVectors(100, 9, 1));
      space.drop([10, 11]);
      const scorers = [scorerOf(9, 1, 0, 1), scorerOf(9, 3, 2, 2), scorerOf(9, 1, 0, 3)];
      const columns = await store.score(space.target, scorers);
      expect(columns).toHaveLength(3);
      for (const [i, scorer] of scorers.entries()) {
        const expected = new Map(space.ranking(scorer).map(({ ordinal, score }) => [ordinal, score]));
        expect(columns[i]?.length).toBe(space.target.owners.length);
        columns[i]?.forEach((score, ordinal) => {
          expect(score).toBe(expected.get(ordinal) ?? Number.NaN);
        });
      }
    });

    test("removed and replaced vectors count no more", async () => {
      const space = new FilledSpace(store, 1, 6);
      await space.put(span(0, 50), unitVectors(50, 6, 1));
      await space.put(span(20, 20), unitVectors(20, 6, 2));
      space.drop([0, 25, 49]);
      const scorer = scorerOf(6, 1);
      expect(await pairs(store, space, scorer, 100)).toEqual({ ranked: 47, rows: space.ranking(scorer) });
      const { vectors, found } = await store.read(space.target, Uint32Array.of(20, 0, 19));
      expect(found).toEqual(Uint8Array.of(1, 0, 1));
      expect(vectors.slice(0, 6)).toEqual(space.live.get(20));
      expect(vectors.slice(6, 12)).toEqual(new Float32Array(6));
    });

    test("reads vectors in the order asked for, some twice, some missing", async () => {
      const space = new FilledSpace(store, 1, 7);
      await space.put(span(0, 500, 2), unitVectors(500, 7, 1));
      await space.put(span(1, 500, 2), unitVectors(500, 7, 2));
      const wanted = Uint32Array.from([999, 4, 4, 5000, 0, 1, 500, 501, 998]);
      const { vectors, found } = await store.read(space.target, wanted);
      wanted.forEach((ordinal, i) => {
        expect(found[i]).toBe(space.live.has(ordinal) ? 1 : 0);
        expect(vectors.slice(i * 7, i * 7 + 7)).toEqual(space.live.get(ordinal) ?? new Float32Array(7));
      });
      expect((await store.read(space.target, new Uint32Array(0))).vectors).toHaveLength(0);
    });

    test("rows written in any order are kept with their vectors", async () => {
      const space = new FilledSpace(store, 1, 3);
      await space.put([9, 2, 700, 5], unitVectors(4, 3, 1));
      const { vectors } = await store.read(space.target, Uint32Array.of(700, 2));
      expect([...vectors]).toEqual([...(space.live.get(700) ?? []), ...(space.live.get(2) ?? [])]);
      expect((await pairs(store, space, scorerOf(3, 1), 4)).rows).toEqual(space.ranking(scorerOf(3, 1)));
    });

    test("refuses to write a row twice, a value that is not finite, or vectors of other dims", async () => {
      const write = (rows: number[], vectors: number[]) =>
        store.write(1, 2, Uint32Array.from(rows), Float32Array.from(vectors));
      await expect(write([3, 3], [1, 0, 0, 1])).rejects.toThrow("Row 3");
      await expect(write([3, 4], [1, 0, 0, Number.NaN])).rejects.toThrow("row 4");
      await expect(write([3], [Number.POSITIVE_INFINITY, 0])).rejects.toThrow("row 3");
      await expect(write([3], [1, 0, 0])).rejects.toThrow("1 vectors of 2 dims");
      expect(await store.bytes()).toBe(0);
    });

    test("thousands of anchors, positive and negative, rank like brute force", async () => {
      const space = new FilledSpace(store, 1, 33);
      await space.put(span(0, 120), unitVectors(120, 33, 1));
      const scorer = scorerOf(33, 3001, 1002);
      expect((await pairs(store, space, scorer, 120)).rows).toEqual(space.ranking(scorer));
    });

    test("concurrent searches do not disturb each other", async () => {
      const space = new FilledSpace(store, 1, 20);
      const other = new FilledSpace(store, 2, 11);
      await space.put(span(0, 2000), unitVectors(2000, 20, 1));
      await other.put(span(0, 500), unitVectors(500, 11, 1));
      const searches = span(0, 12).map(async (seed) => {
        const [in1, in2] = [scorerOf(20, 1 + (seed % 3), seed % 2, seed), scorerOf(11, 1, 0, seed)];
        const [found1, found2, columns] = await Promise.all([
          pairs(store, space, in1, 15),
          pairs(store, other, in2, 15),
          store.score(space.target, [in1]),
        ]);
        expect(found1.rows).toEqual(space.ranking(in1).slice(0, 15));
        expect(found2.rows).toEqual(other.ranking(in2).slice(0, 15));
        for (const { ordinal, score } of found1.rows) expect(columns[0]?.[ordinal]).toBe(score);
      });
      await Promise.all(searches);
    });

    test("an aborted scan rejects as cancelled, and the store goes on working", async () => {
      const space = new FilledSpace(store, 1, 64);
      await space.put(span(0, 3000), unitVectors(3000, 64, 1));
      const scorer = scorerOf(64, 4000);
      const controller = new AbortController();
      const running = store.top(space.target, scorer, 5, { signal: controller.signal });
      const settled = expect(running).rejects.toMatchObject({ code: "cancelled" });
      setTimeout(() => controller.abort(), 5);
      await settled;
      await expect(store.score(space.target, [scorer], { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: "cancelled",
      });
      expect((await pairs(store, space, scorerOf(64, 1), 3)).rows).toEqual(space.ranking(scorerOf(64, 1)).slice(0, 3));
    });

    test("a scorer of other dims is refused", async () => {
      const space = new FilledSpace(store, 1, 4);
      await space.put([0], unitVectors(1, 4, 1));
      await expect(store.top(space.target, scorerOf(5, 1), 1)).rejects.toMatchObject({ code: "space-dims-mismatch" });
    });

    test("sweeping removes what was never committed and nothing else", async () => {
      const space = new FilledSpace(store, 1, 4);
      const { file } = await space.put(span(0, 10), unitVectors(10, 4, 1));
      const committedBytes = await store.bytes();
      await store.write(1, 4, Uint32Array.of(20), unitVectors(1, 4, 2));
      await store.write(7, 4, Uint32Array.of(20), unitVectors(1, 4, 2));
      expect(await store.bytes()).toBeGreaterThan(committedBytes);
      expect(await store.sweep([{ space: 1, file }])).toBe(2);
      expect(await store.sweep([{ space: 1, file }])).toBe(0);
      expect(await store.bytes()).toBe(committedBytes);
      expect((await pairs(store, space, scorerOf(4, 1), 10)).ranked).toBe(10);
    });

    test("a removed segment is gone from disk; removing it again does no harm", async () => {
      const space = new FilledSpace(store, 1, 4);
      const { file } = await space.put(span(0, 10), unitVectors(10, 4, 1));
      await pairs(store, space, scorerOf(4, 1), 1);
      await store.remove(1, file);
      await store.remove(1, file);
      expect(await store.bytes()).toBe(0);
    });
  });
}
