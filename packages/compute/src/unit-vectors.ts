/** A vector that cannot be scaled to length 1. */
export interface UnitFault {
  /** Which vector. */
  index: number;
  /** Position of its first value that is not finite; -1 when all are zero. */
  position: number;
}

/**
 * Scales vectors (`vectors.length / dims` of them, row-major) to length 1 in place. Lengths are summed in float64, so
 * that no finite float32 vector over- or underflows. Returns those that stay as they are, in order: all zeros, or a
 * value that is NaN or infinite.
 */
export function scaleToUnit(vectors: Float32Array, dims: number): UnitFault[] {
  const faults: UnitFault[] = [];
  for (let start = 0; start < vectors.length; start += dims) {
    const sum = squares(vectors, start, dims);
    if (sum > 0 && sum < Number.POSITIVE_INFINITY) scale(vectors, start, dims, 1 / Math.sqrt(sum));
    else faults.push({ index: start / dims, position: sum === 0 ? -1 : firstOdd(vectors, start, dims) });
  }
  return faults;
}

/** Four sums side by side, as each addition waits for the one before it. */
function squares(vectors: Float32Array, start: number, dims: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const end = start + dims;
  let i = start;
  for (; i + 3 < end; i += 4) {
    const w = vectors[i] as number;
    const x = vectors[i + 1] as number;
    const y = vectors[i + 2] as number;
    const z = vectors[i + 3] as number;
    a += w * w;
    b += x * x;
    c += y * y;
    d += z * z;
  }
  for (; i < end; i++) {
    const value = vectors[i] as number;
    a += value * value;
  }
  return a + b + (c + d);
}

function scale(vectors: Float32Array, start: number, dims: number, factor: number): void {
  for (let i = start; i < start + dims; i++) vectors[i] = (vectors[i] as number) * factor;
}

const firstOdd = (vectors: Float32Array, start: number, dims: number): number =>
  vectors.subarray(start, start + dims).findIndex((value) => !Number.isFinite(value));
