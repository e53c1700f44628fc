import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boundsOf,
  cameraLimits,
  clampCamera,
  fitCamera,
  panCamera,
  seenBox,
  splitFloat,
  toMap,
  toScreen,
  zoomCamera,
  zoomWithin,
} from "./camera.ts";
import { planFlight } from "./flight.ts";

const place = fc.double({ min: -1000, max: 1000, noNaN: true });
const scale = fc.double({ min: -6, max: 6, noNaN: true }).map((power) => 10 ** power);
const camera = fc.record({ x: place, y: place, scale });
const viewport = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });
const pixel = fc.record({ left: fc.integer({ min: 0, max: 4000 }), top: fc.integer({ min: 0, max: 4000 }) });

describe("the camera", () => {
  test("takes a place of the screen to the map and back", () => {
    fc.assert(
      fc.property(camera, viewport, pixel, (from, view, at) => {
        const { x, y } = toMap(from, view, at);
        const back = toScreen(from, view, x, y);
        const error = 1e-9 * Math.max(1, from.scale * 1000);
        expect(Math.abs(back.left - at.left)).toBeLessThan(error);
        expect(Math.abs(back.top - at.top)).toBeLessThan(error);
      }),
    );
  });

  test("has y upwards on the map and top downwards on the screen", () => {
    const at = toScreen({ x: 0, y: 0, scale: 10 }, { width: 200, height: 100 }, 1, 1);
    expect(at).toEqual({ left: 110, top: 40 });
  });

  test("keeps the place under the pointer when it zooms", () => {
    fc.assert(
      fc.property(camera, viewport, pixel, fc.double({ min: 0.1, max: 10, noNaN: true }), (from, view, at, factor) => {
        const before = toMap(from, view, at);
        const zoomed = zoomCamera(from, view, at, from.scale * factor);
        const after = toMap(zoomed, view, at);
        const error = 1e-9 * (1000 + 4000 / Math.min(from.scale, zoomed.scale));
        expect(Math.abs(after.x - before.x)).toBeLessThan(error);
        expect(Math.abs(after.y - before.y)).toBeLessThan(error);
      }),
    );
  });

  test("follows the finger when the map is dragged", () => {
    const before = { x: 3, y: 4, scale: 20 };
    const view = { width: 300, height: 300 };
    const held = toMap(before, view, { left: 100, top: 100 });
    const at = toScreen(panCamera(before, 30, -12), view, held.x, held.y);
    expect(at.left).toBeCloseTo(130);
    expect(at.top).toBeCloseTo(88);
  });

  test("shows a box whole and as large as it fits", () => {
    fc.assert(
      fc.property(place, place, place, place, viewport, (a, b, c, d, view) => {
        const box = { left: Math.min(a, b), right: Math.max(a, b), bottom: Math.min(c, d), top: Math.max(c, d) };
        const seen = seenBox(fitCamera(box, view), view);
        const error = 1e-9 * 1000;
        expect(seen.left).toBeLessThanOrEqual(box.left + error);
        expect(seen.right).toBeGreaterThanOrEqual(box.right - error);
        expect(seen.bottom).toBeLessThanOrEqual(box.bottom + error);
        expect(seen.top).toBeGreaterThanOrEqual(box.top - error);
      }),
    );
  });

  test("shows a box whole between what is covered at the sides", () => {
    const box = { left: -3, right: 9, bottom: 2, top: 5 };
    const view = { width: 1000, height: 600 };
    const camera = fitCamera(box, view, { left: 50, right: 200 });
    const [left, right] = [box.left, box.right].map((x) => toScreen(camera, view, x, 3).left) as [number, number];
    expect(left).toBeGreaterThan(50);
    expect(right).toBeLessThan(800);
    expect(left - 50).toBeCloseTo(800 - right, 6);
  });

  test("has a view of one point, of points in one place and of none", () => {
    const view = { width: 800, height: 600 };
    const fit = fitCamera({ left: 5, right: 5, bottom: -2, top: -2 }, view);
    expect(fit).toMatchObject({ x: 5, y: -2 });
    expect(Number.isFinite(fit.scale) && fit.scale > 0).toBe(true);
    const limits = cameraLimits(null, view);
    expect(clampCamera({ x: NaN, y: Infinity, scale: NaN }, limits)).toMatchObject({ x: 0, y: 0 });
    expect(clampCamera({ x: NaN, y: 0, scale: NaN }, limits).scale).toBeGreaterThan(0);
    expect(fitCamera({ left: 0, right: 1, bottom: 0, top: 1 }, { width: 0, height: 0 }).scale).toBeGreaterThan(0);
  });

  test("cannot lose the points", () => {
    fc.assert(
      fc.property(camera, place, place, viewport, (wild, x, y, view) => {
        const limits = cameraLimits({ left: x, right: x + 7, bottom: y, top: y + 3 }, view);
        const tame = clampCamera({ ...wild, x: wild.x * 1e9 }, limits);
        const seen = seenBox(tame, view);
        expect(seen.left <= x + 7 && seen.right >= x && seen.bottom <= y + 3 && seen.top >= y).toBe(true);
        expect(clampCamera(tame, limits)).toEqual(tame);
      }),
    );
  });

  test("does not slide when it zooms at a limit", () => {
    const view = { width: 400, height: 400 };
    const limits = cameraLimits({ left: 0, right: 10, bottom: 0, top: 10 }, view);
    const deepest = { x: 2, y: 3, scale: limits.mostScale };
    expect(zoomWithin(deepest, view, { place: { left: 10, top: 10 }, factor: 2, limits })).toEqual(deepest);
  });

  test("stops zooming in where float32 places cannot be told apart", () => {
    const limits = cameraLimits({ left: 999, right: 1001, bottom: 0, top: 1 }, { width: 1000, height: 1000 });
    const step = 1000 - Math.fround(1000 - 2 ** -14);
    expect(limits.mostScale * step).toBeGreaterThan(1);
    expect(limits.mostScale * step).toBeLessThan(10);
  });
});

test("bounds are those of the points that have a place", () => {
  const x = Float32Array.of(NaN, 1, 5, Infinity, -3);
  const y = Float32Array.of(0, 2, NaN, 1, 7);
  expect(boundsOf({ x, y })).toEqual({ left: -3, right: 1, bottom: 2, top: 7 });
  expect(boundsOf({ x: Float32Array.of(NaN), y: Float32Array.of(1) })).toBe(null);
});

test("a split number is exact to 48 bits", () => {
  fc.assert(
    fc.property(place, (value) => {
      const [high, low] = splitFloat(value);
      expect(Math.abs(high + low - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -47 + 1e-45);
    }),
  );
});

describe("a flight", () => {
  const view = { width: 1000, height: 700 };

  test("begins where it was, ends exactly where it was to go, and is nowhere no number", () => {
    fc.assert(
      fc.property(camera, camera, (from, to) => {
        const flight = planFlight(from, to, view);
        expect(flight.at(flight.durationMs)).toEqual(to);
        const start = flight.at(0);
        if (flight.durationMs === 0) return;
        expect(Math.abs(Math.log(start.scale / from.scale))).toBeLessThan(1e-6);
        expect(Math.abs(start.x - from.x)).toBeLessThan(1e-6 * 1000);
        for (const share of [0.1, 0.5, 0.9]) {
          const at = flight.at(flight.durationMs * share);
          expect(Number.isFinite(at.x) && Number.isFinite(at.y) && at.scale > 0 && at.scale < Infinity).toBe(true);
        }
      }),
    );
  });

  test("zooms out to travel far", () => {
    const flight = planFlight({ x: 0, y: 0, scale: 100 }, { x: 100, y: 0, scale: 100 }, view);
    expect(flight.at(flight.durationMs / 2).scale).toBeLessThan(50);
    expect(flight.at(flight.durationMs / 2).x).toBeCloseTo(50);
  });

  test("takes no time to where one is, and under a second to anywhere", () => {
    const here = { x: 1, y: 2, scale: 3 };
    expect(planFlight(here, here, view).durationMs).toBe(0);
    expect(planFlight(here, { x: 1e6, y: 0, scale: 1e6 }, view).durationMs).toBeLessThan(1000);
  });

  test("zooms in place without a detour", () => {
    const flight = planFlight({ x: 1, y: 1, scale: 1 }, { x: 1, y: 1, scale: 16 }, view);
    expect(flight.at(flight.durationMs / 2)).toEqual({ x: 1, y: 1, scale: expect.closeTo(4, 5) });
  });
});
