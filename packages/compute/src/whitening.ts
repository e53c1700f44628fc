import { symmetricEigen } from "./symmetric-eigen.ts";

/**
 * A fitted linear map of unit vectors: subtract the mean, project on the leading principal axes, divide axis i by
 * eigenvalue_i^exponent, scale to unit length. Exponent 0 is plain PCA, 0.25 half-whitening, 0.5 full whitening
 * (Kessy, Lewin and Strimmer 2018, "Optimal whitening and decorrelation", call the last PCA whitening).
 */
export interface Whitening {
  dims: number;
  outputDims: number;
  /** dims float32. */
  mean: Float32Array;
  /** outputDims * dims float32, row-major: the axes, already divided by their eigenvalue's power. */
  axes: Float32Array;
}

/** Axes whose variance is below this share of the largest are noise of rounding; they are left at zero. */
const NEGLIGIBLE = 1e-10;
const TILE = 128;

/**
 * Fits the map on vectors (n * dims float32, n >= 2). Arithmetic is float64; covariance costs n * dims^2 / 2
 * multiplications, the decomposition about 9 dims^3. Deterministic. When the vectors span fewer axes than asked for, the
 * rest of the output is zero.
 */
export function fitWhitening(
  vectors: Float32Array,
  options: { dims: number; outputDims: number; exponent: number },
): Whitening {
  const { dims, outputDims, exponent } = options;
  const count = vectors.length / dims;
  if (!Number.isInteger(count) || count < 2) throw new RangeError(`Fitting needs at least 2 vectors of ${dims} dims.`);
  if (outputDims < 1 || outputDims > dims)
    throw new RangeError(`A space of ${dims} dims cannot be mapped to ${outputDims}.`);
  const mean = meanOf(vectors, dims);
  const { values, vectors: axes } = symmetricEigen(covariance(vectors, mean, dims), dims);
  const scaled = new Float32Array(outputDims * dims);
  const floor = Math.max(values[0] as number, 0) * NEGLIGIBLE;
  for (let axis = 0; axis < outputDims; axis++) {
    const variance = values[axis] as number;
    if (variance <= floor) break;
    const factor = variance ** -exponent;
    for (let k = 0; k < dims; k++) scaled[axis * dims + k] = (axes[axis * dims + k] as number) * factor;
  }
  return { dims, outputDims, mean: Float32Array.from(mean), axes: scaled };
}

function meanOf(vectors: Float32Array, dims: number): Float64Array {
  const mean = new Float64Array(dims);
  const count = vectors.length / dims;
  for (let i = 0; i < vectors.length; i += dims)
    for (let k = 0; k < dims; k++) mean[k] = (mean[k] as number) + (vectors[i + k] as number) / count;
  return mean;
}

/** Covariance (divided by n), dims * dims. Tiles of rows are centred and transposed first, so that inner loops run along memory. */
export function covariance(vectors: Float32Array, mean: Float64Array, dims: number): Float64Array {
  const count = vectors.length / dims;
  const result = new Float64Array(dims * dims);
  const tile = new Float64Array(dims * TILE);
  for (let start = 0; start < count; start += TILE) {
    const height = Math.min(TILE, count - start);
    tile.fill(0);
    for (let i = 0; i < height; i++)
      for (let k = 0; k < dims; k++)
        tile[k * TILE + i] = (vectors[(start + i) * dims + k] as number) - (mean[k] as number);
    for (let a = 0; a < dims; a++) addProducts(result, tile, a, dims);
  }
  for (let a = 0; a < dims; a++)
    for (let b = 0; b <= a; b++) {
      const value = (result[a * dims + b] as number) / count;
      result[a * dims + b] = value;
      result[b * dims + a] = value;
    }
  return result;
}

/** Adds the products of row a of the tile with rows 0..a to the lower triangle. */
function addProducts(result: Float64Array, tile: Float64Array, a: number, dims: number): void {
  const left = a * TILE;
  for (let b = 0; b <= a; b++) {
    const right = b * TILE;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0; i < TILE; i += 4) {
      s0 += (tile[left + i] as number) * (tile[right + i] as number);
      s1 += (tile[left + i + 1] as number) * (tile[right + i + 1] as number);
      s2 += (tile[left + i + 2] as number) * (tile[right + i + 2] as number);
      s3 += (tile[left + i + 3] as number) * (tile[right + i + 3] as number);
    }
    result[a * dims + b] = (result[a * dims + b] as number) + (s0 + s1 + (s2 + s3));
  }
}

/**
 * Maps vectors (n * dims float32) to n * outputDims float32, unit vectors. A vector that lies at the mean has no
 * direction there: it becomes the first axis. Each result depends on its own vector alone.
 */
export function applyWhitening(whitening: Whitening, vectors: Float32Array): Float32Array<ArrayBuffer> {
  const { dims, outputDims, mean, axes } = whitening;
  const count = vectors.length / dims;
  const result = new Float32Array(count * outputDims);
  const centred = new Float64Array(dims);
  const mapped = new Float64Array(outputDims);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dims; k++) centred[k] = (vectors[i * dims + k] as number) - (mean[k] as number);
    let square = 0;
    for (let axis = 0; axis < outputDims; axis++) {
      const start = axis * dims;
      let sum = 0;
      for (let k = 0; k < dims; k++) sum += (axes[start + k] as number) * (centred[k] as number);
      mapped[axis] = sum;
      square += sum * sum;
    }
    if (square < Number.MIN_VALUE * 2 ** 52) result[i * outputDims] = 1;
    else
      for (let axis = 0; axis < outputDims; axis++)
        result[i * outputDims + axis] = (mapped[axis] as number) / Math.sqrt(square);
  }
  return result;
}

const MAGIC = 0x31574850;
const HEADER_BYTES = 16;

/** The map as bytes: a 16-byte header (magic, dims, outputDims, 0), then mean and axes as little-endian float32. */
export function serialiseWhitening(whitening: Whitening): Uint8Array<ArrayBuffer> {
  const { dims, outputDims, mean, axes } = whitening;
  const bytes = new Uint8Array(HEADER_BYTES + 4 * (mean.length + axes.length));
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, dims, outputDims, 0]);
  new Float32Array(bytes.buffer, HEADER_BYTES, mean.length).set(mean);
  new Float32Array(bytes.buffer, HEADER_BYTES + 4 * mean.length, axes.length).set(axes);
  return bytes;
}

/** The map from its bytes; RangeError when they are not one. */
export function parseWhitening(bytes: Uint8Array): Whitening {
  const copy = new Uint8Array(bytes);
  const [magic, dims = 0, outputDims = 0] = copy.length < HEADER_BYTES ? [] : new Uint32Array(copy.buffer, 0, 4);
  if (magic !== MAGIC || copy.length !== HEADER_BYTES + 4 * (dims + dims * outputDims))
    throw new RangeError("These bytes are not a fitted whitening.");
  return {
    dims,
    outputDims,
    mean: new Float32Array(copy.buffer, HEADER_BYTES, dims),
    axes: new Float32Array(copy.buffer, HEADER_BYTES + 4 * dims, dims * outputDims),
  };
}
