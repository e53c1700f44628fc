import { describe, expect, it } from "vitest";
import { boundsOf } from "./camera.ts";
import { densityGrid, smoothed } from "./density.ts";
import { spreadOrder } from "./spread-order.ts";

/** Density of points, all or a sample. */
function gridOf(places: { x: Float32Array; y: Float32Array }, sampleCount = places.x.length) {
  const bounds = boundsOf(places) ?? { left: 0, right: 0, bottom: 0, top: 0 };
  return densityGrid({ ...places, bounds, points: spreadOrder(places.x.length), sampleCount, side: 256 });
}

/** Spread evenly over a square of 10 x 10, without being a lattice (the R2 sequence of M. Roberts 2018). */
function square(count: number) {
  const [x, y] = [new Float32Array(count), new Float32Array(count)];
  for (let i = 0; i < count; i++) [x[i], y[i]] = [((i * 0.7548776662) % 1) * 10, ((i * 0.569840291) % 1) * 10];
  return { x, y };
}

describe("smoothing", () => {
  it("spreads one count as a Gaussian and loses none of it", () => {
    const counts = new Float32Array(41 * 41);
    counts[20 * 41 + 20] = 5;
    const smooth = smoothed(counts, 41, 2);
    expect(smooth.reduce((sum, value) => sum + value, 0)).toBeCloseTo(5, 4);
    expect(smooth[20 * 41 + 22]! / smooth[20 * 41 + 20]!).toBeCloseTo(Math.exp(-0.5), 4);
    expect(smooth[22 * 41 + 20]).toBeCloseTo(smooth[20 * 41 + 22]!, 6);
  });
});

describe("the density grid", () => {
  it("finds how many points lie on a square unit where they lie evenly", () => {
    expect(gridOf(square(200_000)).typical / 2000).toBeCloseTo(1, 1);
  });

  it("finds about the same from a sample", () => {
    const places = square(200_000);
    expect(gridOf(places, 40_000).typical / gridOf(places).typical).toBeCloseTo(1, 1);
  });

  it("is the same for the same points, and 1 where they are densest", () => {
    const places = square(5000);
    expect(gridOf(places).values).toEqual(gridOf(places).values);
    expect(Math.max(...gridOf(places).values)).toBe(1);
  });

  it.each([
    ["one point", Float32Array.of(3), Float32Array.of(-2)],
    ["all points in one place far out", new Float32Array(50).fill(1e6), new Float32Array(50).fill(1e6)],
    ["points on a line", Float32Array.of(0, 1, 2), Float32Array.of(7, 7, 7)],
    ["places that are no numbers", Float32Array.of(0, NaN, 1), Float32Array.of(0, 1, Infinity)],
    ["no place at all", Float32Array.of(NaN), Float32Array.of(NaN)],
  ])("is finite for %s", (_, x, y) => {
    const grid = gridOf({ x, y });
    expect(grid.values.every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(grid.typical)).toBe(true);
    expect(grid.box.right).toBeGreaterThan(grid.box.left);
    expect(grid.box.top).toBeGreaterThan(grid.box.bottom);
  });
});
