import type { CompiledScorer } from "@pomona/compute/scorer";
import { expect, it } from "vitest";
import type { ScanTarget } from "../../store/vector-store.ts";
import { ScoreColumns } from "./score-columns.ts";

const scorer = (...positives: number[]): CompiledScorer => ({
  dims: 2,
  positives: Float32Array.from(positives),
  negatives: new Float32Array(0),
  negativeWeight: 0.5,
});
const target = (rows = 4): ScanTarget => ({
  space: 1,
  dims: 2,
  segments: [],
  owners: new Int32Array(new SharedArrayBuffer(4 * rows)),
});
function counted(fails = 0) {
  let scans = 0;
  const columns = new ScoreColumns({
    score: async () => {
      if (++scans <= fails) throw new Error("no such file");
      return [new Float32Array(new SharedArrayBuffer(16)).fill(scans)];
    },
  });
  return { columns, scans: () => scans };
}

it("works a column out once for all who ask at once or later", async () => {
  const { columns, scans } = counted();
  const now = target();
  const [a, b] = await Promise.all([columns.get(now, scorer(1, 0)), columns.get(now, scorer(1, 0))]);
  expect(a).toBe(b);
  expect(await columns.get(now, scorer(1, 0))).toBe(a);
  expect(scans()).toBe(1);
  await columns.get(now, scorer(0, 1));
  expect(scans()).toBe(2);
});

it("works it out anew once the vectors have changed, or when it failed", async () => {
  const { columns, scans } = counted(1);
  await expect(columns.get(target(), scorer(1, 0))).rejects.toThrow("no such file");
  const now = target();
  await columns.get(now, scorer(1, 0));
  await columns.get(target(), scorer(1, 0));
  expect(scans()).toBe(3);
});

it("keeps no more than fits, the latest asked for", async () => {
  const { columns, scans } = counted();
  // A column of ten million rows takes 40 MB.
  const large = target(10_000_000);
  await columns.get(large, scorer(1, 0));
  await columns.get(large, scorer(0, 1));
  await columns.get(large, scorer(0, 1));
  expect(scans()).toBe(2);
  await columns.get(large, scorer(1, 0));
  expect(scans()).toBe(3);
});
