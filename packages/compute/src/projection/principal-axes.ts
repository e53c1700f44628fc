import { type MatrixBench, matrixBench, type Placed } from "../kernels/matrix.ts";
import { mulberry32 } from "../shuffle.ts";
import { type SymmetricEigen, symmetricEigen } from "../symmetric-eigen.ts";

/** Axes sought beyond those wanted, so that these settle soon. */
const OVERSAMPLING = 28;
const MAX_ITERATIONS = 40;
const ITERATIONS_BETWEEN_LOOKS = 2;
/** Settled when the variance found grows by less than this share of the whole from look to look. */
const SETTLED = 1e-6;

export interface PrincipalAxesArguments {
  /** dims * dims float64, symmetric. */
  covariance: Float64Array;
  dims: number;
  /** Leading axes wanted; some more may come. */
  wanted: number;
  seed: number;
}

/**
 * The leading eigenvectors of a covariance. All of them, exactly, where that is not more work than some; otherwise by
 * subspace iteration from random vectors with a Rayleigh-Ritz step (Halko, Martinsson and Tropp 2011, "Finding
 * structure with randomness"), at 2 dims^2 (wanted + 28) operations a round, some ten to forty of them. float64;
 * depends on the arguments alone.
 */
export const principalAxesTasks = {
  principalAxes: ({ covariance, dims, wanted, seed }: PrincipalAxesArguments): SymmetricEigen => {
    const block = Math.ceil((wanted + OVERSAMPLING) / 4) * 4;
    if (block * 4 >= dims) return symmetricEigen(covariance, dims);
    return iterated(covariance, { dims, wanted, block, seed });
  },
};

interface Plan {
  dims: number;
  wanted: number;
  block: number;
  seed: number;
}

function iterated(covariance: Float64Array, { dims, wanted, block, seed }: Plan): SymmetricEigen {
  const width = Math.ceil(dims / 4) * 4;
  const bench = matrixBench((width * width + 2 * block * width + block * block) * 8);
  const matrix = bench.doubles(width * width);
  matrix.values.fill(0);
  let trace = 0;
  for (let i = 0; i < dims; i++) {
    matrix.values.set(covariance.subarray(i * dims, (i + 1) * dims), i * width);
    trace += covariance[i * dims + i] as number;
  }
  let axes = bench.doubles(block * width);
  let image = bench.doubles(block * width);
  fillNormal(axes.values, { dims, width, seed });
  bench.kernels.orthonormalise(axes.at, block, width);
  for (let iteration = 0, found = Number.NEGATIVE_INFINITY; ; iteration++) {
    bench.kernels.multiply_doubles(axes.at, block, matrix.at, width, image.at, width);
    if (iteration % ITERATIONS_BETWEEN_LOOKS === 0 && iteration > 0) {
      const ritz = ritzOf(bench, axes, image, { block, width });
      const variance = ritz.values.subarray(0, wanted).reduce((sum, value) => sum + value, 0);
      if (!(variance - found > trace * SETTLED) || iteration >= MAX_ITERATIONS)
        return combined(ritz, axes.values, { dims, width, block });
      found = variance;
    }
    [axes, image] = [image, axes];
    bench.kernels.orthonormalise(axes.at, block, width);
  }
}

/** Standard normal numbers (Box and Muller 1958) in the first `dims` of each `width`. */
function fillNormal(values: Float64Array, { dims, width, seed }: { dims: number; width: number; seed: number }): void {
  const random = mulberry32(seed);
  for (let i = 0; i < values.length; i++)
    values[i] = i % width < dims ? Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) : 0;
}

/** Eigenvalues and -vectors of the covariance within the subspace of the axes. */
function ritzOf(
  bench: MatrixBench,
  axes: Placed<Float64Array>,
  image: Placed<Float64Array>,
  { block, width }: { block: number; width: number },
): SymmetricEigen {
  // Lies behind the other arrays and is free again at once.
  const product = bench.scratchDoubles(block * block);
  bench.kernels.multiply_doubles(axes.at, block, image.at, block, product.at, width);
  return symmetricEigen(symmetric(product.values, block), block);
}

function symmetric(values: Float64Array, n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) result[a * n + b] = ((values[a * n + b] as number) + (values[b * n + a] as number)) / 2;
  return result;
}

/** The axes turned into eigenvectors. */
function combined(
  ritz: SymmetricEigen,
  axes: Float64Array,
  { dims, width, block }: { dims: number; width: number; block: number },
): SymmetricEigen {
  const vectors = new Float64Array(block * dims);
  for (let a = 0; a < block; a++) {
    const row = vectors.subarray(a * dims, (a + 1) * dims);
    for (let b = 0; b < block; b++) {
      const weight = ritz.vectors[a * block + b] as number;
      for (let j = 0; j < dims; j++) row[j] = (row[j] as number) + weight * (axes[b * width + j] as number);
    }
    const largest = row.reduce((most, value) => (Math.abs(value) > Math.abs(most) * (1 + 1e-12) ? value : most), 0);
    if (largest < 0) for (let j = 0; j < dims; j++) row[j] = -(row[j] as number);
  }
  return { values: ritz.values, vectors };
}
