import type { CompiledScorer } from "../scorer.ts";
import { codeStride } from "./code-layout.ts";

/** A scorer for int8 codes: its vectors as int16 with one scale each, and how far that takes them from the originals. */
export interface CodeQuery {
  dims: number;
  stride: number;
  positiveCount: number;
  negativeCount: number;
  /** (positiveCount + negativeCount) * stride, positives first, padded with zeros. */
  values: Int16Array<ArrayBuffer>;
  /** Vector i is values[i] * inverses[i], nearly. */
  inverses: Float32Array<ArrayBuffer>;
  /** >= the longest of the vectors. */
  norm: number;
  /** >= the largest |vector - values * inverse|. */
  error: number;
  /** What float32 roundings of the bounds and of the exact scores can add up to, in cosine. */
  slop: number;
  weight: number;
}

const MAX_INT16 = 32_767;
const MAX_INT32 = 2 ** 31 - 1;

/**
 * Query vectors as int16: the largest scale at which no value exceeds int16 and no partial sum with int8 codes exceeds
 * int32: |sum| <= |codes| |query| <= 127 sqrt(dims) |query| (Cauchy-Schwarz). At 512 dims of a unit vector the error
 * is about 2e-5.
 */
export function codeQuery(scorer: CompiledScorer): CodeQuery {
  const { dims, positives, negatives, negativeWeight: weight } = scorer;
  const stride = codeStride(dims);
  const vectors = [positives, negatives].flatMap((values) =>
    Array.from({ length: values.length / dims }, (_, i) => values.subarray(i * dims, (i + 1) * dims)),
  );
  const values = new Int16Array(vectors.length * stride);
  const inverses = new Float32Array(vectors.length);
  let norm = 0;
  let error = 0;
  for (const [index, vector] of vectors.entries()) {
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    const most = vector.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const scale = Math.min(MAX_INT16 / most, (MAX_INT32 * 0.99) / (127 * Math.sqrt(dims) * length));
    const inverse = Math.fround(1 / scale);
    let squares = 0;
    for (let i = 0; i < dims; i++) {
      const value = Math.round((vector[i] as number) / inverse);
      values[index * stride + i] = Math.max(-MAX_INT16, Math.min(MAX_INT16, value));
      squares += ((vector[i] as number) - (values[index * stride + i] as number) * inverse) ** 2;
    }
    inverses[index] = inverse;
    norm = Math.max(norm, length);
    error = Math.max(error, Math.sqrt(squares));
  }
  return {
    dims,
    stride,
    positiveCount: positives.length / dims,
    negativeCount: negatives.length / dims,
    values,
    inverses,
    norm: norm * (1 + 1e-6),
    error: error * (1 + 1e-4) + 1e-9,
    slop: (1 + weight) * (2 * (Math.ceil(dims / 4) + 8) * 2 ** -24 + 2 ** -19),
    weight,
  };
}
