import fc from "fast-check";
import { expect, test } from "vitest";
import { fitCamera, toScreen } from "./camera.ts";
import { gridIndex } from "./grid-index.ts";
import { cameraAt, densityPicture, viewRectangle } from "./minimap-picture.ts";

const box = { left: -4, right: 4, bottom: -3, top: 3 };
const viewport = { width: 80, height: 60 };
const small = { camera: fitCamera(box, viewport), viewport };
const camera = fc.record({
  x: fc.double({ min: -4, max: 4, noNaN: true }),
  y: fc.double({ min: -3, max: 3, noNaN: true }),
  scale: fc.double({ min: 1, max: 1e5, noNaN: true }),
});

test("a pixel is as strong as it has many points, one without points is empty", () => {
  const x = Float32Array.from([...Array.from({ length: 200 }, () => 1), -2]);
  const y = Float32Array.from([...Array.from({ length: 200 }, () => 1), 2]);
  const picture = densityPicture(gridIndex({ x, y }), small.camera, viewport);
  const at = (px: number, py: number) => {
    const { left, top } = toScreen(small.camera, viewport, px, py);
    return picture[Math.floor(top) * viewport.width + Math.floor(left)];
  };
  expect(at(1, 1)).toBe(255);
  expect(at(-2, 2)).toBeGreaterThan(80);
  expect(at(-2, 2)).toBeLessThan(255);
  expect(picture.filter((value) => value > 0)).toHaveLength(2);
});

test("a map without points has an empty picture", () => {
  const grid = gridIndex({ x: new Float32Array(0), y: new Float32Array(0) });
  expect(densityPicture(grid, small.camera, viewport).every((value) => value === 0)).toBe(true);
});

test("the rectangle of the view lies within the small picture and can be seen", () => {
  fc.assert(
    fc.property(camera, (from) => {
      const { left, top, width, height } = viewRectangle(small, {
        camera: from,
        viewport: { width: 900, height: 700 },
      });
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(6 - 1e-9);
      expect(left + width).toBeLessThanOrEqual(viewport.width + 1e-9);
      expect(top + height).toBeLessThanOrEqual(viewport.height + 1e-9);
    }),
  );
});

test("a press on the small picture brings the view to that place at its scale", () => {
  fc.assert(
    fc.property(camera, (to) => {
      const moved = cameraAt(small, toScreen(small.camera, viewport, to.x, to.y), { x: 0, y: 0, scale: to.scale });
      expect(moved.x).toBeCloseTo(to.x, 9);
      expect(moved.y).toBeCloseTo(to.y, 9);
      expect(moved.scale).toBe(to.scale);
    }),
  );
});
