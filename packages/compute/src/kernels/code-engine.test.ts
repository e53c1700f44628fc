import fc from "fast-check";
import { expect, test } from "vitest";
import { rowCheck } from "../row-check.ts";
import { scoreReference } from "../score-reference.ts";
import { scoreVectors } from "../score-vectors.ts";
import type { CompiledScorer } from "../scorer.ts";
import { CODE_ENGINE_BYTES, CodeEngine } from "./code-engine.ts";
import { blockLayout, codeStride, rowsPerBlock } from "./code-layout.ts";
import { CodeMaker } from "./code-maker.ts";
import { codeQuery } from "./code-query.ts";
import { createKernelMemory } from "./kernels.ts";

const maker = new CodeMaker();
const engine = new CodeEngine(createKernelMemory(CODE_ENGINE_BYTES), 0);

function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

/** Unit vectors; the larger `tail`, the more a few dimensions dominate. */
function unitRows(count: number, dims: number, seed: number, tail = 1): Float32Array {
  const random = randomSource(seed);
  const rows = Float32Array.from({ length: count * dims }, () => Math.sign(random()) * Math.abs(random()) ** tail);
  for (let start = 0; start < rows.length; start += dims) normalise(rows.subarray(start, start + dims));
  return rows;
}

function normalise(row: Float32Array): void {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) / length;
}

const scorerOf = (
  dims: number,
  positives: Float32Array,
  negatives: Float32Array = new Float32Array(0),
): CompiledScorer => ({
  dims,
  positives,
  negatives,
  negativeWeight: 0.7,
});

/** Puts rows into the engine as a block that looks at all of them. */
function load(rows: Float32Array, dims: number): number {
  const count = rows.length / dims;
  new Float32Array(maker.rows.buffer, maker.rows.byteOffset, rows.length).set(rows);
  const { bytes } = maker.make(dims, count);
  engine.block.set(maker.block.subarray(0, bytes));
  for (let i = 0; i < count; i++) engine.positions[i] = i;
  return count;
}

const rowOf = (rows: Float32Array, dims: number, i: number) => rows.subarray(i * dims, (i + 1) * dims);

const DIMS = [2, 3, 7, 15, 16, 17, 33, 100, 511, 512, 513, 1408, 4096];

test.each(DIMS)("bounds hold the exact score of every row of %i dims, for one query and for many", (dims) => {
  for (const tail of [1, 8]) {
    const rows = unitRows(60, dims, dims, tail);
    const count = load(rows, dims);
    for (const [positives, negatives] of [
      [1, 0],
      [1, 1],
      [4, 0],
      [5, 3],
      [16, 6],
    ] as const) {
      const scorer = scorerOf(dims, unitRows(positives, dims, 5, tail), unitRows(negatives, dims, 6, tail));
      const scores = scoreVectors(rows, dims, scorer);
      expect(engine.select(codeQuery(scorer), count, count, 0)).toBe(count);
      for (let i = 0; i < count; i++) {
        const [upper, lower] = [engine.upper[i] as number, engine.lower[i] as number];
        for (const score of [scores[i] as number, scoreReference(rowOf(rows, dims, i), scorer)]) {
          expect(upper).toBeGreaterThanOrEqual(score);
          expect(lower).toBeLessThanOrEqual(score);
        }
        if (tail === 1) expect(upper - lower).toBeLessThan(0.03 * (1 + (negatives > 0 ? 0.7 : 0)));
      }
    }
  }
});

test("a row that is the query itself has bounds closer than a thousandth", () => {
  const rows = unitRows(3, 512, 4);
  const count = load(rows, 512);
  engine.select(codeQuery(scorerOf(512, rows.slice(0, 512))), count, count, 0);
  expect((engine.upper[0] as number) - (engine.lower[0] as number)).toBeLessThan(0.001);
});

test("only rows that can reach the floor are kept", () => {
  const dims = 64;
  const rows = unitRows(500, dims, 9);
  const count = load(rows, dims);
  const scorer = scorerOf(dims, rows.slice(0, dims));
  const scores = scoreVectors(rows, dims, scorer);
  const kept = engine.select(codeQuery(scorer), count, count, 0.65);
  const found = new Set(engine.kept.subarray(0, kept));
  expect(kept).toBeLessThan(count / 2);
  scores.forEach((score, i) => {
    if (score >= 0.65) expect(found).toContain(i);
  });
});

test("sums stay exact where they are largest: all codes 127 against one value in all of 4096 dims", () => {
  const dims = 4096;
  const even = new Float32Array(dims).fill(1 / 64);
  const count = load(Float32Array.from([...even, ...even.map((value) => -value)]), dims);
  engine.select(codeQuery(scorerOf(dims, even)), count, count, 0);
  for (const [i, score] of [1, 0].entries()) {
    expect(Math.abs((engine.upper[i] as number) - score)).toBeLessThan(1e-3);
    expect(Math.abs((engine.lower[i] as number) - score)).toBeLessThan(1e-3);
  }
});

test("thousands of queries that do not fit memory together give the bounds of all", () => {
  const dims = 700;
  const rows = unitRows(10, dims, 1);
  const count = load(rows, dims);
  const scorer = scorerOf(dims, unitRows(3000, dims, 2), unitRows(1500, dims, 3));
  const scores = scoreVectors(rows, dims, scorer);
  expect(engine.select(codeQuery(scorer), count, count, 0)).toBe(count);
  scores.forEach((score, i) => {
    expect(engine.upper[i]).toBeGreaterThanOrEqual(score);
    expect(engine.lower[i]).toBeLessThanOrEqual(score);
  });
});

test("zero vectors, the smallest numbers and vectors longer than 1 keep bounds that hold", () => {
  const dims = 5;
  const rows = Float32Array.from([0, 0, 0, 0, 0, 1e-42, 0, 0, 0, 0, 30, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  const count = load(rows, dims);
  const scorer = scorerOf(dims, Float32Array.of(1, 0, 0, 0, 0));
  const scores = scoreVectors(rows, dims, scorer);
  expect(engine.select(codeQuery(scorer), count, count, 0)).toBe(count);
  scores.forEach((score, i) => {
    expect(engine.upper[i]).toBeGreaterThanOrEqual(score);
    expect(engine.lower[i]).toBeLessThanOrEqual(score);
  });
  expect([engine.lower[2], engine.upper[2]]).toEqual([0, 1]);
});

test.each(DIMS)("codes of %i dims: the stored error is at least the true one, and near it", (dims) => {
  const rows = unitRows(20, dims, 3, 3);
  const count = load(rows, dims);
  const layout = blockLayout(dims, count);
  const codes = new Int8Array(engine.block.buffer, 0, layout.scales);
  const scales = new Float32Array(engine.block.buffer, layout.scales, count);
  const errors = new Float32Array(engine.block.buffer, layout.errors, count);
  const checks = new Uint32Array(engine.block.buffer, layout.checks, count);
  for (let i = 0; i < count; i++) {
    const row = rowOf(rows, dims, i);
    const squares = row.reduce(
      (sum, value, j) => sum + (value - (scales[i] as number) * (codes[i * codeStride(dims) + j] as number)) ** 2,
      0,
    );
    expect(errors[i]).toBeGreaterThanOrEqual(Math.sqrt(squares));
    expect(errors[i]).toBeLessThanOrEqual(Math.sqrt(squares) * 1.001 + 1e-6);
    expect(checks[i]).toBe(rowCheck(new Uint32Array(row.buffer, row.byteOffset, dims)));
  }
});

test("a block holds as many rows as its layout says, and no more", () => {
  for (const dims of [2, 512, 4096]) {
    const most = rowsPerBlock(dims);
    expect(maker.make(dims, most).bytes % 4096).toBe(0);
    expect(() => maker.make(dims, most + 1)).toThrow("cannot hold");
  }
});

test("the check of a block is that of its words, and any flipped bit changes it", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 4, maxLength: 403 }).map((bytes) => bytes.slice(0, bytes.length & ~3)),
      fc.nat(),
      (bytes, at) => {
        engine.block.set(bytes);
        const check = engine.blockCheck(bytes.length);
        expect(check).toBe(rowCheck(new Uint32Array(bytes.buffer, 0, bytes.length / 4)));
        const bit = at % (bytes.length * 8);
        engine.block[bit >> 3] = (engine.block[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(engine.blockCheck(bytes.length)).not.toBe(check);
      },
    ),
  );
});
