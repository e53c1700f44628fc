import { expect, test } from "vitest";
import { scoreReference } from "./score-reference.ts";
import { compileSimilarity, type SimilarityParameters } from "./similarity.ts";

const compile = (parameters: Partial<SimilarityParameters>) =>
  compileSimilarity({
    dims: 2,
    positives: [[1, 0]],
    negatives: [],
    combine: "nearest",
    negativeWeight: 1,
    ...parameters,
  });
const score = (vector: number[], parameters: Partial<SimilarityParameters>) =>
  scoreReference(vector, compile(parameters));

test("the same direction scores 1, a right angle 0.5, the opposite 0", () => {
  expect(score([1, 0], {})).toBe(1);
  expect(score([0, 1], {})).toBe(0.5);
  expect(score([-1, 0], {})).toBe(0);
});

test("anchors of any length count the same", () => {
  const positives = [
    [3e30, 4e30],
    [3e-30, 4e-30],
    [0.6, 0.8],
  ];
  for (const positive of positives)
    expect([...compile({ positives: [positive] }).positives]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
});

test("nearest takes the best positive, centroid the normalised mean of the normalised anchors", () => {
  const positives = [
    [1, 0],
    [0, 1000],
  ];
  expect(score([1, 0], { positives })).toBe(1);
  expect(score([1, 0], { positives, combine: "centroid" })).toBeCloseTo((1 + Math.SQRT1_2) / 2, 7);
  expect(compile({ positives, combine: "centroid" }).positives).toHaveLength(2);
});

test("negatives take away by weight, and only where they are alike", () => {
  const negatives = [[0, 1]];
  expect(score([0, 1], { negatives })).toBe(0);
  expect(score([0, 1], { negatives, negativeWeight: 0.25 })).toBe(0.375);
  expect(score([0, -1], { negatives })).toBe(0.5);
});

test("an unusable anchor is named with the reason", () => {
  expect(() => compile({ positives: [] })).toThrow("At least one positive anchor");
  expect(() =>
    compile({
      positives: [
        [1, 0],
        [1, 2, 3],
      ],
    }),
  ).toThrow("Positive anchor 2 has 3 dims instead of 2");
  expect(() => compile({ negatives: [[1, Number.NaN]] })).toThrow("Negative anchor 1 has the value NaN at position 1");
  expect(() => compile({ positives: [[0, 0]] })).toThrow("Positive anchor 1 is a zero vector");
  expect(() =>
    compile({
      positives: [
        [1, 2],
        [-3, -6],
      ],
      combine: "centroid",
    }),
  ).toThrow("cancel each other out");
  expect(() => compile({ negativeWeight: -1 })).toThrow("negative weight");
  expect(() => compile({ negativeWeight: Number.NaN })).toThrow(RangeError);
});
