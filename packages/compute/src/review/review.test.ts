import { describe, expect, it } from "vitest";
import { mulberry32 } from "../shuffle.ts";
import { askCounts } from "./ask-shares.ts";
import { CandidatePool, drawOrder } from "./candidate-pool.ts";
import { nearDuplicates } from "./near-duplicates.ts";
import { type Candidates, pickRows } from "./pick-rows.ts";
import { randomEstimate } from "./random-estimate.ts";

const DIMS = 8;
const COUNT = 300;
const none = () => false;

function unitVectors(count: number, seed: number): Float32Array {
  const random = mulberry32(seed);
  const vectors = Float32Array.from({ length: count * DIMS }, () => random() - 0.5);
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * DIMS, (row + 1) * DIMS);
    vector.set(vector.map((value) => value / Math.hypot(...vector)));
  }
  return vectors;
}
function candidatesOf(vectors: Float32Array): Candidates {
  const rows = Uint32Array.from({ length: vectors.length / DIMS }, (_, i) => i);
  const scores = Float32Array.from(rows, (row) => 1 - row / rows.length);
  return { dims: DIMS, rows, scores, vectors, contents: Int32Array.from(rows) };
}
const options = { count: 20, threshold: 0.5, positives: 10, isCalibrated: true, answered: new Float32Array(0) };

describe("the pool", () => {
  const scores = Float32Array.from({ length: 1000 }, (_, row) => (row % 7 === 0 ? Number.NaN : (row % 100) / 100));
  const poolOf = (isLeftOut: (row: number) => boolean, order = 1) => {
    const pool = new CandidatePool(scores, isLeftOut, { threshold: 0.5, best: 30, near: 20, random: 15, order });
    pool.scan(0, 400);
    pool.scan(400, 1000);
    return pool.result();
  };

  it("has the best-scored rows, those nearest to the threshold and a draw, none without a score or left out", () => {
    const isLeftOut = (row: number): boolean => row % 2 === 0;
    const { best, near, random } = poolOf(isLeftOut);
    const allowed = Array.from(scores.keys()).filter((row) => row % 7 !== 0 && row % 2 === 1);
    const byScore = allowed.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
    expect([...best.ordinals]).toEqual(byScore.slice(0, 30));
    expect([...near.ordinals].every((row) => Math.abs((scores[row] ?? 0) - 0.5) <= 0.03)).toBe(true);
    const byOrder = allowed.toSorted((a, b) => drawOrder(1, a) - drawOrder(1, b) || a - b);
    expect([...random]).toEqual(byOrder.slice(0, 15));
  });

  it("draws evenly: every row is as likely as another over seeds", () => {
    const counts = new Map<number, number>();
    for (let order = 0; order < 400; order++)
      for (const row of poolOf(none, order).random) counts.set(row % 10, (counts.get(row % 10) ?? 0) + 1);
    const expected = (400 * 15) / 10;
    for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(5 * Math.sqrt(expected));
  });
});

describe("what is asked", () => {
  it("is mostly likely rows while few positives are known, and less with each", () => {
    expect(askCounts(20, { positives: 1, isCalibrated: true }).likely).toBe(18);
    expect(askCounts(20, { positives: 90, isCalibrated: true }).likely).toBe(2);
    expect(askCounts(20, { positives: 90, isCalibrated: false }).uncertain).toBe(0);
    for (let count = 0; count < 50; count++)
      for (const positives of [0, 1, 5, 20, 200]) {
        const { likely, nearThreshold, uncertain, diverse } = askCounts(count, { positives, isCalibrated: true });
        expect(likely + nearThreshold + uncertain + diverse).toBe(count);
      }
  });

  it("is as many different rows as wanted, of every reason, the same each time", async () => {
    const candidates = candidatesOf(unitVectors(COUNT, 1));
    const picked = await pickRows(candidates, options);
    expect(new Set(picked.map(({ row }) => row)).size).toBe(20);
    expect(new Set(picked.map(({ reason }) => reason))).toEqual(
      new Set(["likely", "near-threshold", "uncertain", "diverse"]),
    );
    expect(await pickRows(candidates, options)).toEqual(picked);
  });

  it("is one row of each content and of each vector", async () => {
    const vectors = unitVectors(40, 2);
    for (let row = 1; row < 20; row++) vectors.copyWithin(row * DIMS, 0, DIMS);
    const candidates = candidatesOf(vectors);
    candidates.contents.fill(7, 30);
    const rows = (await pickRows(candidates, { ...options, count: 40 })).map(({ row }) => row);
    expect(rows.filter((row) => row < 20)).toHaveLength(1);
    expect(rows.filter((row) => row >= 30)).toHaveLength(1);
    const taken = await pickRows(candidates, { ...options, count: 40, taken: [7] });
    expect(taken.filter(({ row }) => row >= 30)).toEqual([]);
  });

  it("is far from what was answered", async () => {
    const vectors = unitVectors(COUNT, 3);
    const candidates = candidatesOf(vectors);
    candidates.scores.fill(0.5);
    const answered = vectors.slice(0, DIMS);
    const closeness = (row: number) =>
      nearDuplicates(answered, vectors.slice(row * DIMS, (row + 1) * DIMS), DIMS).length;
    const [first] = await pickRows(candidates, { ...options, count: 1, answered });
    expect(closeness(first?.row ?? 0)).toBe(0);
    expect(first?.row).not.toBe((await pickRows(candidates, { ...options, count: 1 }))[0]?.row);
  });
});

describe("near duplicates", () => {
  it("are those of a cosine of 0.999, nearest first", () => {
    const others = unitVectors(50, 4);
    const vector = others.slice(10 * DIMS, 11 * DIMS);
    others.set(vector, 30 * DIMS);
    expect(nearDuplicates(vector, others, DIMS).map(({ other }) => other)).toEqual([10, 30]);
    const opposite = vector.map((value) => -value);
    expect(nearDuplicates(opposite, others, DIMS)).toEqual([]);
  });
});

describe("the estimate from random rows", () => {
  it("counts what the answers and the scores of before say, with Wilson's intervals", () => {
    const sample = [
      { isPositive: true, score: 0.9 },
      { isPositive: true, score: 0.2 },
      { isPositive: false, score: 0.8 },
      ...Array.from({ length: 7 }, () => ({ isPositive: false, score: 0.1 })),
    ];
    expect(randomEstimate(sample, 0.5)).toMatchObject({
      answered: 10,
      positives: 2,
      prevalence: { value: 0.2 },
      precision: { value: 0.5 },
      recall: { value: 0.5 },
    });
    expect(randomEstimate(sample, 0.5)?.prevalence.low).toBeCloseTo(0.0567, 3);
    expect(randomEstimate(sample, 0.5)?.prevalence.high).toBeCloseTo(0.5098, 3);
  });

  it("is null of what the sample cannot tell", () => {
    expect(randomEstimate([], 0.5)).toBeNull();
    expect(randomEstimate([{ isPositive: false, score: null }], 0.5)).toMatchObject({ precision: null, recall: null });
  });
});
