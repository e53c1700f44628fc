import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contourStrength, pointStyle } from "./point-style.ts";

const density = fc.double({ min: 0, max: 1e9, noNaN: true });

describe("the style of points", () => {
  it("never grows with density, and stays between the smallest and the largest", () => {
    fc.assert(
      fc.property(density, density, (a, b) => {
        const [sparse, dense] = [pointStyle(Math.min(a, b)), pointStyle(Math.max(a, b))];
        expect(dense.diameter).toBeLessThanOrEqual(sparse.diameter);
        expect(dense.opacity).toBeLessThanOrEqual(sparse.opacity);
        expect(dense.diameter).toBeGreaterThanOrEqual(1);
        expect(sparse.diameter).toBeLessThanOrEqual(8);
        expect(dense.opacity).toBeGreaterThan(0.1);
        expect(sparse.opacity).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("lets many layers hide nine tenths of the ground", () => {
    const { opacity, coverage } = pointStyle(2);
    expect(coverage).toBeGreaterThan(4);
    expect(1 - (1 - opacity) ** coverage).toBeCloseTo(0.9, 5);
  });

  it("leaves contours out where points stand apart, and draws them in full where they cover each other", () => {
    expect(contourStrength(pointStyle(0.001).coverage)).toBe(0);
    expect(contourStrength(pointStyle(100).coverage)).toBe(1);
  });
});
