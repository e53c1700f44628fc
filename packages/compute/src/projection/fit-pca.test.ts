import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { inline, sharedFloats } from "../parallel.ts";
import { applyPca } from "./apply-pca.ts";
import { fitPca } from "./fit-pca.ts";
import { spreadPoints, uniformPoints } from "./made-points.fixture.ts";
import type { Points } from "./points.ts";

interface Reference {
  seed: number;
  rows: number;
  dims: number;
  components: number;
  variances: number[];
  explained: number;
  /** First 24 elements of each axis. */
  axes: number[];
  firstRow: number[];
}

const parallel = inline(mapTasks);
const golden: Record<"exact" | "iterated", Reference> = JSON.parse(
  readFileSync(new URL("../../golden/pca.json", import.meta.url), "utf8"),
);

describe.each(["exact", "iterated"] as const)("axes found by the %s way", (way) => {
  const reference = golden[way];
  const { components, dims } = reference;
  const points = spreadPoints(reference.seed, reference.rows, dims);

  test("have the variances and directions that scikit-learn finds", async () => {
    const pca = await fitPca(parallel, points, { components, seed: 7 });
    expect(pca.components).toBe(components);
    expect(pca.explained).toBeCloseTo(reference.explained, 4);
    pca.variances.forEach((variance, i) => {
      expect(variance / (reference.variances[i] as number)).toBeCloseTo(1, 4);
    });
    for (let axis = 0; axis < components; axis++)
      for (let j = 0; j < 24; j++)
        expect(
          Math.abs((pca.axes[axis * dims + j] as number) - (reference.axes[axis * 24 + j] as number)),
        ).toBeLessThan(2e-3);
  });

  test("give a vector the coordinates that scikit-learn gives it", async () => {
    const pca = await fitPca(parallel, points, { components, seed: 7 });
    const into = sharedFloats(points.count * components);
    await applyPca(parallel, pca, points, { into });
    reference.firstRow.forEach((value, i) => {
      expect(Math.abs((into[i] as number) - value)).toBeLessThan(2e-3);
    });
  });

  test("are the same bytes each time", async () => {
    const options = { components, seed: 7 };
    expect(await fitPca(parallel, points, options)).toEqual(await fitPca(parallel, points, options));
  });
});

test("as many axes as explain 90 % of the variance, within the bounds given", async () => {
  const points = spreadPoints(5, 400, 60);
  const kept = async (options: { explained?: number; minimum?: number; maximum?: number }) => {
    const { components, explained } = await fitPca(parallel, points, { seed: 1, ...options });
    return { components, explained };
  };
  const enough = await kept({ minimum: 1 });
  expect(enough.explained).toBeGreaterThanOrEqual(0.9);
  expect((await kept({ minimum: enough.components - 1, maximum: enough.components - 1 })).explained).toBeLessThan(0.9);
  expect((await kept({})).components).toBe(50);
  expect((await kept({ minimum: 1, maximum: 3, explained: 1 })).components).toBe(3);
});

test("never more axes than dims or than rows less one", async () => {
  expect((await fitPca(parallel, uniformPoints(1, 40, 7), { seed: 1 })).components).toBe(7);
  expect((await fitPca(parallel, uniformPoints(1, 5, 30), { seed: 1 })).components).toBe(4);
  expect((await fitPca(parallel, uniformPoints(1, 1, 30), { seed: 1 })).components).toBe(1);
});

test("vectors that do not vary have finite axes and coordinates of 0", async () => {
  for (const dims of [3, 700]) {
    const points: Points = { values: sharedFloats(20 * dims).fill(0.5), count: 20, dims };
    const pca = await fitPca(parallel, points, { seed: 1, components: 5 });
    const into = sharedFloats(20 * pca.components);
    await applyPca(parallel, pca, points, { into });
    expect(pca.axes.every(Number.isFinite)).toBe(true);
    expect(pca.explained).toBe(1);
    expect(into.every((value) => value === 0)).toBe(true);
  }
});

test("rows are written from an offset on, each as if it were alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 40 }), async (count, dims) => {
      const points = uniformPoints(count, count, dims);
      const pca = await fitPca(parallel, points, { seed: 1 });
      const { components } = pca;
      const all = sharedFloats((count + 3) * components);
      await applyPca(parallel, pca, points, { into: all, offset: 3 });
      const row = count - 1;
      const alone = sharedFloats(components);
      const vector = { values: points.values.slice(row * dims, count * dims), count: 1, dims };
      await applyPca(parallel, pca, vector, { into: alone });
      expect(all.slice((row + 3) * components)).toEqual(alone);
      expect(all.subarray(0, 3 * components).every((value) => value === 0)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("what does not fit is refused", async () => {
  const pca = await fitPca(parallel, uniformPoints(1, 9, 4), { seed: 1 });
  await expect(applyPca(parallel, pca, uniformPoints(1, 2, 5), { into: sharedFloats(99) })).rejects.toThrow(RangeError);
  await expect(applyPca(parallel, pca, uniformPoints(1, 2, 4), { into: sharedFloats(7) })).rejects.toThrow(RangeError);
  await expect(fitPca(parallel, uniformPoints(1, 0, 4), { seed: 1 })).rejects.toThrow(RangeError);
});
