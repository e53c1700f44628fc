import { expect, test } from "vitest";
import { centreOf } from "./place-by-neighbours.ts";

const curve = { a: 1.577, b: 0.895 };

test("the place is where the weighted mean shift of the neighbours settles after four steps", () => {
  const coordinates = Float32Array.of(0, 0, 1, 0, 0.2, 0.9, 8, 8);
  const weights = Float32Array.of(1, 0.6, 0.5, 0.3);
  const points = [0, 1, 2, 3].map((i) => [coordinates[2 * i] as number, coordinates[2 * i + 1] as number] as const);
  const kernel = (x: number, y: number, [px, py]: readonly [number, number]): number =>
    1 / (1 + curve.a * ((px - x) ** 2 + (py - y) ** 2) ** curve.b);
  const density = points.map(([x, y]) =>
    points.reduce((sum, point, j) => sum + (weights[j] as number) * kernel(x, y, point), 0),
  );
  let [x, y] = points[density.indexOf(Math.max(...density))] as readonly [number, number];
  for (let round = 0; round < 4; round++) {
    const shares = points.map((point, j) => (weights[j] as number) * kernel(x, y, point));
    const total = shares.reduce((sum, share) => sum + share);
    [x, y] = [0, 1].map(
      (axis) => points.reduce((sum, point, j) => sum + (shares[j] as number) * (point[axis] as number), 0) / total,
    ) as [number, number];
  }
  const found = centreOf(Int32Array.of(0, 1, 2, 3), weights, coordinates, curve);
  expect(found[0]).toBeCloseTo(x, 6);
  expect(found[1]).toBeCloseTo(y, 6);
});

test("a row between two clusters comes to the one that has more of its neighbours, not into the gap", () => {
  const coordinates = Float32Array.of(0, 0, 0.1, 0, 0, 0.1, 20, 0, 20.1, 0);
  const [x] = centreOf(Int32Array.of(3, 0, 1, 4, 2), new Float32Array(5).fill(1), coordinates, curve);
  expect(x).toBeLessThan(0.5);
});
