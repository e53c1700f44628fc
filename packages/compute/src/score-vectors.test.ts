import { expect, test } from "vitest";
import { compileProbe } from "./compile-probe.ts";
import { createKernelMemory } from "./kernels/kernels.ts";
import { ENGINE_BYTES, ScoreEngine } from "./kernels/score-engine.ts";
import { planScores } from "./kernels/score-plan.ts";
import { scoreErrorBound, scoreReference } from "./score-reference.ts";
import { scoreVectors } from "./score-vectors.ts";
import type { CompiledScorer } from "./scorer.ts";
import { mulberry32 } from "./shuffle.ts";
import { compileSimilarity } from "./similarity.ts";

function unitVectors(count: number, dims: number, seed: number): Float32Array {
  const random = mulberry32(seed);
  const vectors = new Float32Array(count * dims);
  for (let row = 0; row < count; row++) {
    const values = Array.from({ length: dims }, () => random() - 0.5);
    const length = Math.hypot(...values);
    vectors.set(
      values.map((value) => value / length),
      row * dims,
    );
  }
  return vectors;
}

const row = (vectors: Float32Array, dims: number, i: number) => vectors.subarray(i * dims, (i + 1) * dims);

function scorerOf(dims: number, positives: number, negatives: number, seed = 7): CompiledScorer {
  const vectors = unitVectors(positives + negatives, dims, seed);
  const rows = Array.from({ length: positives + negatives }, (_, i) => row(vectors, dims, i));
  return compileSimilarity({
    dims,
    positives: rows.slice(0, positives),
    negatives: rows.slice(positives),
    combine: "nearest",
    negativeWeight: 0.7,
  });
}

const probeOf = (dims: number, length: number, bias: number): CompiledScorer =>
  compileProbe({ dims, weights: unitVectors(1, dims, 11).map((value) => value * length), bias });

const DIMS = [2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100, 255, 512, 1000, 1408, 2047, 4096];

function expectReference(vectors: Float32Array, dims: number, scorer: CompiledScorer): void {
  for (const [i, score] of scoreVectors(vectors, dims, scorer).entries())
    expect(Math.abs(score - scoreReference(row(vectors, dims, i), scorer))).toBeLessThanOrEqual(
      scoreErrorBound(scorer),
    );
}

test.each(DIMS)("scores of %i dims are within the error bound of a float64 reference", (dims) => {
  const vectors = unitVectors(23, dims, dims);
  for (const [positives, negatives] of [
    [1, 0],
    [3, 2],
    [9, 5],
  ] as const) {
    const scorer = scorerOf(dims, positives, negatives);
    expectReference(vectors, dims, scorer);
  }
});

test.each(DIMS)("scores of a probe of %i dims are within the error bound of a float64 reference", (dims) => {
  const vectors = unitVectors(23, dims, dims);
  for (const [length, bias] of [
    [1, 0],
    [15, -3.3],
    [200, 7],
  ] as const) {
    const scorer = probeOf(dims, length, bias);
    expectReference(vectors, dims, scorer);
  }
});

test("the logistic curve is the float32 nearest to the exact one, at every size of logit", () => {
  const vector = Float32Array.from([1, 0]);
  for (let logit = -120; logit <= 60; logit += 0.0625) {
    const [score] = scoreVectors(vector, 2, compileProbe({ dims: 2, weights: Float32Array.from([logit, 0]), bias: 0 }));
    const exact = 1 / (1 + Math.exp(-logit));
    expect(Math.abs((score as number) - exact)).toBeLessThanOrEqual(Math.max(2 ** -150, exact * (2 ** -24 + 2 ** -48)));
  }
});

test("large logits of a probe give 0 and 1, never NaN", () => {
  const vectors = Float32Array.from([1, 0, -1, 0]);
  for (const [length, bias] of [
    [1e29, 0],
    [1e29, 1e308],
    [500, 0],
    [0, -1e308],
  ] as const) {
    const scores = scoreVectors(vectors, 2, compileProbe({ dims: 2, weights: Float32Array.from([length, 0]), bias }));
    const expected = [length, -length].map((dot) => (Math.fround(dot) + bias > 0 ? 1 : 0));
    expect([...scores]).toEqual(expected);
  }
  const scorer = probeOf(2, 5, 1);
  expect([...scoreVectors(Float32Array.from([Number.NaN, 0]), 2, scorer)]).toEqual([Number.NaN]);
});

test("weights and biases that cannot be scored with are refused", () => {
  const compile = (weights: number[], bias = 0) => compileProbe({ dims: 2, weights: Float32Array.from(weights), bias });
  expect(() => compile([1])).toThrow("1 weights instead of 2");
  expect(() => compile([1, Number.NaN])).toThrow("weight NaN at position 1");
  expect(() => compile([1, 3e30])).toThrow("too large");
  expect(() => compile([1, 2], Number.POSITIVE_INFINITY)).toThrow("bias of the probe is Infinity");
});

test("the bound is far below what could change a ranking by eye", () => {
  expect(scoreErrorBound(scorerOf(512, 1, 0))).toBeLessThan(5e-6);
});

test("a vector has the same bits alone, in any batch and at any position", () => {
  for (const dims of [5, 16, 100, 513]) {
    const vectors = unitVectors(50, dims, 3);
    for (const scorer of [scorerOf(dims, 6, 3), probeOf(dims, 12, -2)]) {
      const together = scoreVectors(vectors, dims, scorer);
      for (let i = 0; i < 50; i++) expect(scoreVectors(row(vectors, dims, i), dims, scorer)[0]).toBe(together[i]);
      expect([...scoreVectors(vectors.subarray(dims * 3), dims, scorer)]).toEqual([...together.subarray(3)]);
    }
  }
});

test("a scorer scores alike alone, beside others, and split over several passes", () => {
  const dims = 37;
  const vectors = unitVectors(31, dims, 5);
  const scorers = [
    scorerOf(dims, 1, 0, 1),
    probeOf(dims, 9, -1),
    scorerOf(dims, 9, 4, 2),
    probeOf(dims, 30, 3),
    scorerOf(dims, 2, 30, 3),
  ];
  const alone = scorers.map((scorer) => scoreVectors(vectors, dims, scorer));
  const engine = new ScoreEngine(createKernelMemory(ENGINE_BYTES + 65_536), 64);
  new Float32Array(engine.block.buffer, engine.block.byteOffset, vectors.length).set(vectors);
  engine.positions.set(Array.from({ length: 31 }, (_, i) => 30 - i));
  for (const queryBytes of [40 * 4, 40 * 4 * 10, 4 << 20]) {
    const plan = planScores(scorers, queryBytes);
    const columns = scorers.map(() => new Float32Array(31));
    engine.run(plan, engine.blockAddress, 31, (scorer, start, end) =>
      columns[scorer]?.set(engine.scores.subarray(start, end), start),
    );
    expect(columns.map((column) => [...column].reverse())).toEqual(alone.map((column) => [...column]));
  }
  expect(planScores(scorers, 40 * 4).passes).toHaveLength(48);
});

test("cosines that round above 1 are clamped", () => {
  const dims = 3;
  const vector = Float32Array.from([1.0001, 0, 0]);
  const scorer: CompiledScorer = {
    dims,
    positives: Float32Array.from([1, 0, 0]),
    negatives: new Float32Array(0),
    negativeWeight: 0,
  };
  expect([...scoreVectors(vector, dims, scorer)]).toEqual([1]);
  expect([
    ...scoreVectors(
      vector.map((x) => -x),
      dims,
      scorer,
    ),
  ]).toEqual([0]);
});

test("a vector that holds NaN scores NaN rather than something plausible", () => {
  const scorer = scorerOf(4, 5, 1);
  expect([...scoreVectors(Float32Array.from([1, 0, Number.NaN, 0]), 4, scorer)]).toEqual([Number.NaN]);
});

test("batches larger than a block and thousands of anchors are scored whole", () => {
  const dims = 2;
  const vectors = unitVectors(20_000, dims, 9);
  const scorer = scorerOf(dims, 3000, 1);
  const scores = scoreVectors(vectors, dims, scorer);
  for (const i of [0, 16_383, 16_384, 19_999])
    expect(scores[i]).toBeCloseTo(scoreReference(row(vectors, dims, i), scorer), 6);
});

test("vectors of other dims are refused", () => {
  expect(() => scoreVectors(new Float32Array(6), 3, scorerOf(2, 1, 0))).toThrow("2 dims");
  expect(() => scoreVectors(new Float32Array(5), 2, scorerOf(2, 1, 0))).toThrow("whole vectors");
});
