import type { Job } from "@pomona/contract/jobs";
import { expect, it } from "vitest";
import { outcomeText, progressText, retryText } from "./job-text.ts";

const job = (over: Partial<Job>): Job => ({
  id: "j",
  kind: "import",
  title: "Import into shop",
  state: "running",
  done: 412,
  total: 2127,
  unit: "rows",
  stage: null,
  failed: 0,
  ratePerSecond: 31.2,
  secondsLeft: 55,
  error: null,
  isRepeatable: true,
  result: null,
  created: "2026-03-01T09:30:12.000Z",
  started: "2026-03-01T09:30:12.000Z",
  ended: null,
  ...over,
});

it("says how far a job is, how fast, and how long it takes", () => {
  expect(progressText(job({}))).toBe("412 of 2,127 rows · 31/s · 55 s left");
  expect(progressText(job({ total: null, ratePerSecond: null, secondsLeft: null }))).toBe("412 rows");
  const laying = job({ unit: "percent", done: 41, total: 100, ratePerSecond: 3 });
  expect(progressText(laying)).toBe("41 % · 55 s left");
  expect(progressText({ ...laying, stage: "layout" })).toBe("Laying out · 41 % · 55 s left");
});

it("names of an import what is not zero", () => {
  const result = { imported: 1200, replaced: 0, unchanged: 3, duplicates: 0, failedCount: 2 };
  expect(outcomeText(job({ state: "done", result }))).toBe("1,200 imported, 3 unchanged, 2 refused");
  expect(outcomeText(job({ state: "failed", result }))).toBeNull();
  expect(outcomeText(job({ kind: "reclaim", state: "done", result: { freedBytes: 31_000_000 } }))).toBe(
    "31.0 MB freed",
  );
});

it("offers to do again what failed, was cancelled, or left something out", () => {
  expect(retryText(job({ state: "failed" }))).toBe("Retry");
  expect(retryText(job({ state: "cancelled", kind: "score" }))).toBe("Retry");
  expect(retryText(job({ state: "done", failed: 2 }))).toBe("Import again");
  expect(retryText(job({ state: "done", failed: 2, kind: "embed" }))).toBe("Retry failed ones");
  expect(retryText(job({ state: "done", failed: 2, isRepeatable: false }))).toBeNull();
  expect(retryText(job({ state: "done" }))).toBeNull();
  expect(retryText(job({ state: "running", failed: 2 }))).toBeNull();
});
