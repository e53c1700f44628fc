import { expect, test } from "vitest";
import { mulberry32 } from "./shuffle.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { applyWhitening, covariance, fitWhitening, parseWhitening, serialiseWhitening } from "./whitening.ts";

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function randomSymmetric(n: number, seed: number): Float64Array {
  const random = mulberry32(seed);
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = normal(random);
  return matrix;
}

test("finds the eigenvalues of a matrix whose closed form is known", () => {
  // The second-difference matrix of size n has eigenvalues 2 - 2 cos(k pi / (n + 1)).
  const n = 40;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = 2;
    if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
  }
  const { values } = symmetricEigen(matrix, n);
  for (let k = 1; k <= n; k++) expect(values[n - k]).toBeCloseTo(2 - 2 * Math.cos((k * Math.PI) / (n + 1)), 12);
});

test.each([1, 2, 3, 17, 90])("gives orthonormal vectors that rebuild the matrix, size %i", (n) => {
  const matrix = randomSymmetric(n, n);
  const { values, vectors } = symmetricEigen(matrix, n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let dot = 0;
      let rebuilt = 0;
      for (let k = 0; k < n; k++) {
        dot += (vectors[i * n + k] as number) * (vectors[j * n + k] as number);
        rebuilt += (values[k] as number) * (vectors[k * n + i] as number) * (vectors[k * n + j] as number);
      }
      expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-11);
      expect(Math.abs(rebuilt - (matrix[i * n + j] as number))).toBeLessThan(1e-10);
    }
  for (let k = 1; k < n; k++) expect(values[k - 1] as number).toBeGreaterThanOrEqual(values[k] as number);
});

test("handles matrices with equal and zero eigenvalues", () => {
  const n = 6;
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 3;
  expect([...symmetricEigen(identity, n).values]).toEqual([3, 3, 3, 3, 3, 3]);
  expect([...symmetricEigen(new Float64Array(n * n), n).values]).toEqual([0, 0, 0, 0, 0, 0]);
});

/** Points with a known spread: standard deviation 4, 2, 1, 0.5 along four fixed orthogonal axes, off centre. */
function cloud(count: number): Float32Array {
  const random = mulberry32(5);
  const h = 0.5;
  const axes = [
    [h, h, h, h],
    [h, -h, h, -h],
    [h, h, -h, -h],
    [h, -h, -h, h],
  ];
  const points = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) {
    const along = [4, 2, 1, 0.5].map((spread) => spread * normal(random));
    for (let k = 0; k < 4; k++)
      points[i * 4 + k] =
        10 + along.reduce((sum, value, axis) => sum + value * ((axes[axis] as number[])[k] as number), 0);
  }
  return points;
}

test("finds the axes and spreads of a cloud made with known ones", () => {
  const points = cloud(20_000);
  const { mean, axes } = fitWhitening(points, { dims: 4, outputDims: 4, exponent: 0 });
  for (const value of mean) expect(value).toBeCloseTo(10, 0);
  expect(Math.abs((axes[0] as number) + (axes[1] as number) + (axes[2] as number) + (axes[3] as number))).toBeCloseTo(
    2,
    2,
  );
  const { values } = symmetricEigen(covariance(points, Float64Array.from(mean), 4), 4);
  [16, 4, 1, 0.25].forEach((variance, index) => {
    expect((values[index] as number) / variance).toBeCloseTo(1, 1);
  });
});

test("exponent 0.5 gives every axis the same spread before scaling to unit length, 0.25 its root", () => {
  const points = cloud(5000);
  const spreads = (exponent: number): number[] => {
    const { mean, axes } = fitWhitening(points, { dims: 4, outputDims: 4, exponent });
    return [0, 1, 2, 3].map((axis) => {
      let square = 0;
      for (let i = 0; i < points.length; i += 4) {
        let sum = 0;
        for (let k = 0; k < 4; k++)
          sum += (axes[axis * 4 + k] as number) * ((points[i + k] as number) - (mean[k] as number));
        square += (sum * sum) / 5000;
      }
      return Math.sqrt(square);
    });
  };
  for (const spread of spreads(0.5)) expect(spread).toBeCloseTo(1, 3);
  const [first, , , last] = spreads(0.25) as [number, number, number, number];
  const [plainFirst, , , plainLast] = spreads(0) as [number, number, number, number];
  expect(first / last).toBeCloseTo(Math.sqrt(plainFirst / plainLast), 2);
});

test("maps each vector alone to unit length, and survives being stored", () => {
  const points = cloud(500);
  const fitted = fitWhitening(points, { dims: 4, outputDims: 3, exponent: 0.25 });
  const mapped = applyWhitening(fitted, points);
  for (let i = 0; i < mapped.length; i += 3) expect(Math.hypot(...mapped.subarray(i, i + 3))).toBeCloseTo(1, 6);
  const restored = parseWhitening(serialiseWhitening(fitted));
  expect(applyWhitening(restored, points.subarray(40, 44))).toEqual(mapped.subarray(30, 33));
  expect(() => parseWhitening(new Uint8Array(40))).toThrow(RangeError);
});

test("leaves axes the vectors do not span at zero", () => {
  const flat = Float32Array.from({ length: 300 }, (_, index) => (index % 3 === 2 ? 1 : Math.sin(index)));
  const { axes } = fitWhitening(flat, { dims: 3, outputDims: 3, exponent: 0.25 });
  expect([...axes.subarray(6, 9)]).toEqual([0, 0, 0]);
  expect(axes.every(Number.isFinite)).toBe(true);
});
