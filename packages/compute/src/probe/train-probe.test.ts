import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shuffled } from "../shuffle.ts";
import { averagePrecision } from "../statistics/precision-recall.ts";
import { madeExamples, OPTIONS, scoreBy } from "./made-examples.fixture.ts";
import type { ProbeExamples } from "./probe.ts";
import { trainProbe } from "./train-probe.ts";

const examples = madeExamples({ positives: 12, negatives: 15, background: 300 });

function reordered({ dims, anchors, isPositive, background }: ProbeExamples, seed: number): ProbeExamples {
  const take = (rows: Float32Array, order: Uint32Array) =>
    Float32Array.from([...order].flatMap((row) => [...rows.subarray(row * dims, (row + 1) * dims)]));
  const order = shuffled(Uint32Array.from(isPositive.keys()), seed);
  const others = shuffled(
    Uint32Array.from({ length: background.length / dims }, (_, row) => row),
    seed,
  );
  return {
    dims,
    anchors: take(anchors, order),
    isPositive: Uint8Array.from(order, (row) => isPositive[row] as number),
    background: take(background, others),
  };
}

test("ranks positives above the rest", () => {
  const held = madeExamples({ positives: 100, negatives: 100, background: 0, seed: 2 });
  const probe = trainProbe(examples, OPTIONS);
  const scores = [...held.isPositive.keys()].map((row) =>
    scoreBy(probe, held.anchors.subarray(row * held.dims, (row + 1) * held.dims)),
  );
  expect(averagePrecision(scores, held.isPositive)).toBeGreaterThan(0.85);
  expect(probe.report).toMatchObject({ positives: 12, negatives: 15, backgroundRows: 300, seed: 7, folds: 7 });
});

test("gives the same bytes for the same examples, and in whatever order they come", () => {
  const once = trainProbe(examples, OPTIONS);
  expect(trainProbe(examples, OPTIONS)).toEqual(once);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      expect(trainProbe(reordered(examples, seed), OPTIONS)).toEqual(once);
    }),
    { numRuns: 5 },
  );
});

test("an anchor given twice counts once", () => {
  const { dims, anchors, isPositive } = examples;
  const twice = {
    ...examples,
    anchors: Float32Array.of(...anchors, ...anchors.subarray(0, dims)),
    isPositive: Uint8Array.of(...isPositive, 1),
  };
  expect(trainProbe(twice, OPTIONS)).toEqual(trainProbe(examples, OPTIONS));
});

test("a row of the background that is a positive anchor is no negative, but tells that its class is more common", () => {
  const { dims, anchors, background } = examples;
  const held = { ...examples, background: Float32Array.of(...anchors.subarray(0, 6 * dims), ...background) };
  const { report } = trainProbe(held, OPTIONS);
  const before = trainProbe(examples, OPTIONS).report;
  expect(report.backgroundRows).toBe(before.backgroundRows);
  expect(report.prevalence).toBeGreaterThan(before.prevalence ?? 1);
});

test("where most positives of a small catalog are anchors, it knows that few are left, and how common they are", () => {
  for (const seed of [1, 2, 3, 4]) {
    const { dims, background, truth } = madeExamples({
      positives: 0,
      negatives: 0,
      background: 400,
      distance: 2.5,
      seed,
    });
    const rowsOf = (class_: number) => [...truth.keys()].filter((row) => truth[row] === class_);
    const positives = rowsOf(1);
    const chosen = [...positives.slice(0, Math.ceil(0.7 * positives.length)), ...rowsOf(0).slice(0, 30)];
    const anchors = Float32Array.from(chosen.flatMap((row) => [...background.subarray(row * dims, (row + 1) * dims)]));
    const isPositive = Uint8Array.from(chosen, (row) => truth[row] as number);
    const { report } = trainProbe({ dims, anchors, isPositive, background }, OPTIONS);
    const prevalence = positives.length / 400;
    expect(report.backgroundRows).toBe(400 - chosen.length);
    expect((report.prevalence ?? 0) / prevalence).toBeGreaterThan(0.75);
    expect((report.prevalence ?? 0) / prevalence).toBeLessThan(1.33);
  }
});

test("positives that were found by asking for likely rows do not make it look as if all were as easy to find", () => {
  const promised = { asked: 0, chosen: 0, found: 0 };
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const made = madeExamples({ positives: 3, negatives: 0, background: 1500, distance: 2, seed });
    const { dims, background, truth } = made;
    const vector = (row: number) => background.subarray(row * dims, (row + 1) * dims);
    const likely = [...truth.keys()].sort((a, b) => (vector(b)[5] as number) - (vector(a)[5] as number)).slice(0, 60);
    const examples = {
      dims,
      anchors: Float32Array.of(...made.anchors, ...likely.flatMap((row) => [...vector(row)])),
      isPositive: Uint8Array.of(1, 1, 1, ...likely.map((row) => truth[row] as number)),
      background,
    };
    const isAsked = Uint8Array.of(0, 0, 0, ...likely.map(() => 1));
    const probe = trainProbe({ ...examples, isAsked }, OPTIONS);
    const [best] = probe.report.thresholds;
    promised.asked += best?.recall?.value ?? Number.NaN;
    promised.chosen += trainProbe(examples, OPTIONS).report.thresholds[0]?.recall?.value ?? Number.NaN;
    const right = [...truth.keys()].filter((row) => truth[row] === 1);
    promised.found +=
      right.filter((row) => scoreBy(probe, vector(row)) >= (best?.threshold ?? 1)).length / right.length;
  }
  expect(promised.chosen - promised.found).toBeGreaterThan(6 * 0.05);
  expect(Math.abs(promised.asked - promised.found)).toBeLessThan(6 * 0.05);
});

test.each([
  [{ positives: 1, negatives: 0, background: 0 }],
  [{ positives: 1, negatives: 0, background: 50 }],
  [{ positives: 1, negatives: 1, background: 0 }],
  [{ positives: 2, negatives: 5, background: 1 }],
  [{ positives: 40, negatives: 0, background: 30, dims: 3 }],
  [{ positives: 4, negatives: 4, background: 20, dims: 2 }],
])("whatever there is of examples, a probe has finite weights: %o", (made) => {
  const probe = trainProbe(madeExamples(made), OPTIONS);
  expect([...probe.weights, probe.bias].every(Number.isFinite)).toBe(true);
  expect(probe.weights.some((weight) => weight !== 0)).toBe(true);
  expect(JSON.parse(JSON.stringify(probe.report))).toEqual(probe.report);
});

test("without folds it says how many positives there are, and how many are needed", () => {
  const { report } = trainProbe(madeExamples({ positives: 2, negatives: 1, background: 300 }), OPTIONS);
  expect(report.folds).toBe(0);
  expect(report.thresholds[0]?.reason).toBe("Not enough positives to tell: 2, at least 5 are needed.");
});

test("one positive alone points where the similarity search does", () => {
  const made = madeExamples({ positives: 1, negatives: 0, background: 0 });
  const { weights } = trainProbe(made, OPTIONS);
  const dot = weights.reduce((sum, weight, j) => sum + weight * (made.anchors[j] as number), 0);
  expect(dot / Math.hypot(...weights)).toBeCloseTo(1, 5);
});

describe("refuses, naming what is wrong:", () => {
  const { dims, anchors, isPositive, background } = examples;
  const changed = (values: Float32Array, at: number, value: number) => values.map((old, i) => (i === at ? value : old));
  test.each<[string, Partial<ProbeExamples>, RegExp]>([
    ["no positive", { isPositive: isPositive.map(() => 0) }, /positive anchor is needed/],
    ["NaN", { anchors: changed(anchors, dims * 2 + 3, Number.NaN) }, /Anchor 3 .* NaN at position 3/],
    ["a length other than 1", { anchors: changed(anchors, dims, 4) }, /Anchor 2 has the length/],
    ["a bad row of the background", { background: changed(background, 0, Infinity) }, /Background row 1 /],
    ["too few values", { anchors: anchors.subarray(1) }, /are not 27 anchors of 24 dims/],
    ["a class that is neither", { isPositive: isPositive.map((_, i) => (i === 4 ? 2 : 1)) }, /Anchor 5 is neither/],
  ])("%s", (_, change, message) => {
    const train = () => trainProbe({ ...examples, ...change }, OPTIONS);
    expect(train).toThrow(RangeError);
    expect(train).toThrow(message);
  });
  test.each([
    { seed: 0.5 },
    { regularisation: 0 },
    { backgroundWeight: -1 },
    { targets: { precisions: [2], recalls: [] } },
  ])("options %o", (change) => expect(() => trainProbe(examples, { ...OPTIONS, ...change })).toThrow(RangeError));
});

test("tells nothing of the catalog where there is no evidence of it", () => {
  const made = madeExamples({ positives: 6, negatives: 6, background: 300, distance: 4 });
  const { dims, anchors, isPositive } = made;
  const alone = trainProbe({ dims, anchors, isPositive, background: new Float32Array(0) }, OPTIONS).report;
  expect(alone.folds).toBeGreaterThan(1);
  expect(alone.prevalence).toBeNull();
  expect(alone.averagePrecision).toBeNull();
  expect(alone.calibrationError).toBeNull();
  const few = madeExamples({ positives: 3, negatives: 6, background: 300, distance: 4 });
  expect(trainProbe(few, OPTIONS).report).toMatchObject({ folds: 0, prevalence: null, averagePrecision: null });
  // All five are above all others: that is still little evidence.
  const easy = madeExamples({ positives: 5, negatives: 5, background: 300, prevalence: 0, distance: 9 });
  const five = trainProbe(easy, OPTIONS).report;
  expect(five.averagePrecision?.value).toBeGreaterThan(0.9);
  expect(five.averagePrecision?.low).toBeLessThan(0.7);
});
