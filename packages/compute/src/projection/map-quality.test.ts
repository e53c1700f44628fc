import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { inline } from "../parallel.ts";
import { uniformPoints } from "./made-points.fixture.ts";
import { mapQuality } from "./map-quality.ts";
import type { Points } from "./points.ts";

const parallel = inline(mapTasks);
const golden: { cases: Record<"seed" | "rows" | "dims" | "k" | "trustworthiness" | "continuity", number>[] } =
  JSON.parse(readFileSync(new URL("../../golden/quality.json", import.meta.url), "utf8"));

/** The first two columns, disturbed. */
function disturbed(points: Points, seed: number): Float32Array {
  const noise = uniformPoints(seed, points.count, 2).values;
  return noise.map((value, i) => {
    const column = points.values[Math.floor(i / 2) * points.dims + (i % 2)] as number;
    return Math.fround(column + Math.fround(0.25 * value));
  });
}

test("trustworthiness and continuity are those of scikit-learn", async () => {
  for (const { seed, rows, dims, k, trustworthiness, continuity } of golden.cases) {
    const points = uniformPoints(seed, rows, dims);
    const coordinates = disturbed(points, seed + 1);
    for (const among of ["sample", "all"] as const) {
      const quality = await mapQuality(parallel, { points, coordinates }, { seed: 1, k, among });
      expect(quality?.trustworthiness).toBeCloseTo(trustworthiness, 12);
      expect(quality?.continuity).toBeCloseTo(continuity, 12);
    }
  }
});

test("a map that is the space keeps all neighbours", async () => {
  const points = uniformPoints(8, 500, 2);
  const quality = await mapQuality(parallel, { points, coordinates: points.values }, { seed: 1, sample: 100 });
  expect(quality).toEqual({ trustworthiness: 1, continuity: 1, neighbours: 1, sample: 100 });
});

test("a map by chance keeps as many neighbours as chance does", async () => {
  const points = uniformPoints(9, 600, 5);
  const coordinates = uniformPoints(10, 600, 2).values;
  const quality = await mapQuality(parallel, { points, coordinates }, { seed: 1, among: "all" });
  expect(quality?.trustworthiness).toBeGreaterThan(0.45);
  expect(quality?.trustworthiness).toBeLessThan(0.56);
  expect(quality?.neighbours).toBeLessThan(0.06);
});

test("a sample judged among all rows errs little from all rows", async () => {
  const points = uniformPoints(11, 900, 6);
  const coordinates = disturbed(points, 12);
  const whole = await mapQuality(parallel, { points, coordinates }, { seed: 1 });
  const sample = await mapQuality(parallel, { points, coordinates }, { seed: 1, sample: 300, among: "all" });
  expect(Math.abs((sample?.trustworthiness ?? 0) - (whole?.trustworthiness ?? 1))).toBeLessThan(0.02);
});

test("rows that are all alike rank by number, without NaN; fewer than three have no quality", async () => {
  const alike = { values: new Float32Array(40).fill(1), count: 20, dims: 2 };
  const quality = await mapQuality(parallel, { points: alike, coordinates: alike.values }, { seed: 1 });
  expect(quality).toEqual({ trustworthiness: 1, continuity: 1, neighbours: 1, sample: 20 });
  const two = { values: new Float32Array(4), count: 2, dims: 2 };
  expect(await mapQuality(parallel, { points: two, coordinates: two.values }, { seed: 1 })).toBeNull();
});
