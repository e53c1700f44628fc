import type { ProbeOptions } from "@pomona/compute/probe/probe";
import { trainProbe } from "@pomona/compute/probe/train-probe";
import { afterAll, expect, test } from "vitest";
import { directionOf } from "../curation/workspace.fixture.ts";
import { TrainingThreads } from "./training-threads.ts";

const threads = [new TrainingThreads(), new TrainingThreads()];
afterAll(() => Promise.all(threads.map((each) => each.close())));

const DIMS = 12;
const flat = (first: number, count: number): Float32Array =>
  Float32Array.from(
    { length: count * DIMS },
    (_, i) => directionOf(first + Math.floor(i / DIMS), DIMS)[i % DIMS] as number,
  );
const examples = () => ({
  dims: DIMS,
  anchors: flat(0, 24),
  isPositive: Uint8Array.from({ length: 24 }, (_, i) => i % 2),
  background: flat(100, 80),
});
const options: ProbeOptions = {
  seed: 3,
  regularisation: null,
  backgroundWeight: null,
  targets: { precisions: [0.9], recalls: [0.9] },
};

test("threads train the same bytes as this one, however many probes wait", async () => {
  const expected = trainProbe(examples(), options);
  const made = await Promise.all([0, 1, 0, 1, 0].map((i) => threads[i]?.train(examples(), options)));
  for (const trained of made) expect(trained).toEqual(expected);
});

test("anchors that cannot be learned from are told as a problem, and the thread goes on", async () => {
  const [first] = threads;
  const broken = { ...examples(), anchors: examples().anchors.fill(Number.NaN, 0, 1) };
  await expect(first?.train(broken, options)).rejects.toMatchObject({ code: "anchor-unusable" });
  expect((await first?.train(examples(), options))?.weights).toHaveLength(DIMS);
});
