import { expect, it } from "vitest";
import { dateOfPoint } from "./date-of-point.ts";

const legend = { kind: "scale", unit: "date", low: 1000, high: 2000, lowest: 1000, highest: 2000, missing: 1 } as const;
const colours = {
  version: 1,
  token: "t",
  legend,
  ordinals: Uint32Array.of(2, 5, 9),
  values: Uint16Array.of(0, 65_535, 32_767),
};

it("tells the date of a point by its row, whatever the order of the points; none where there is none", () => {
  const points = Uint32Array.of(9, 2, 5, 7);
  expect(dateOfPoint(colours, points, 0)).toBeCloseTo(1500, 0);
  expect(dateOfPoint(colours, points, 1)).toBe(1000);
  expect([2, 3, 4].map((point) => dateOfPoint(colours, points, point))).toEqual([null, null, null]);
});
