import { expect, it } from "vitest";
import { curvePath, nearestPoint, PLOT, placeOf, pointOfThreshold } from "./curve-scale.ts";

const curve = [
  { threshold: 0.9, precision: 1, recall: 0.5 },
  { threshold: 0.6, precision: 0.5, recall: 1 },
];

it("draws steps, from recall 0 on", () => {
  const middle = PLOT.left + PLOT.width / 2;
  const half = PLOT.top + PLOT.height / 2;
  const end = PLOT.left + PLOT.width;
  const text = (...numbers: number[]) => numbers.map((one) => one.toFixed(1));
  const [left, top, x1, y1, x2] = text(PLOT.left, PLOT.top, middle, half, end);
  expect(curvePath(curve)).toBe(`M${left} ${top}V${top}H${x1}V${y1}H${x2}`);
  expect(curvePath([])).toBe("");
});

it("finds the point under the pointer, and that of a threshold", () => {
  expect(curve.map((point) => nearestPoint(curve, placeOf(point)))).toEqual([0, 1]);
  expect([0.95, 0.9, 0.7, 0.6, 0.1].map((threshold) => pointOfThreshold(curve, threshold))).toEqual([0, 0, 0, 1, 1]);
});
