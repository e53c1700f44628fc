import { layOutStage, projectionParameters } from "@pomona/contract/projections";
import { expect, test } from "vitest";
import { shareOfWork, stageEnds } from "./work-of-layout.ts";

const million = stageEnds(projectionParameters.parse({}), 1_000_000);
const part = (ends: typeof million, stage: keyof typeof million): number =>
  shareOfWork(ends, stage, 1) - shareOfWork(ends, stage, 0);

test("most of the work on a million rows is to place those that are not laid out", () => {
  expect(part(million, "place")).toBeGreaterThan(0.5);
  expect(part(million, "layout")).toBeLessThan(0.1);
});

test("where every row is laid out, nothing is left to place", () => {
  const ends = stageEnds(projectionParameters.parse({}), 60_000);
  expect(part(ends, "place")).toBe(0);
  const slow = stageEnds(projectionParameters.parse({ method: "tsne" }), 60_000);
  expect(part(slow, "layout")).toBeGreaterThan(2 * part(ends, "layout"));
});

test("stages follow each other from nothing to all, for any number of rows", () => {
  for (const rows of [1, 2, 5000, 1_000_000]) {
    const ends = stageEnds(projectionParameters.parse({}), rows);
    let before = 0;
    for (const stage of layOutStage.options) {
      expect(shareOfWork(ends, stage, 0)).toBe(before);
      before = shareOfWork(ends, stage, 1);
    }
    expect(before).toBeCloseTo(1);
  }
});
