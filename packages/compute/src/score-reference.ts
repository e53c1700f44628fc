import { lengthOf } from "./compile-probe.ts";
import type { CompiledScorer } from "./scorer.ts";

/** The score of one unit vector by the formula of `CompiledScorer`, in plain float64; the reference for the kernels. */
export function scoreReference(vector: ArrayLike<number>, scorer: CompiledScorer): number {
  const positive = largestDot(vector, scorer.positives);
  if (scorer.bias !== undefined) return 1 / (1 + Math.exp(-(positive + scorer.bias)));
  const negative = Math.max(0, largestDot(vector, scorer.negatives));
  const raw = positive - scorer.negativeWeight * negative;
  return (1 + Math.min(1, Math.max(-1, raw))) / 2;
}

function largestDot(vector: ArrayLike<number>, queries: Float32Array): number {
  let best = -Infinity;
  for (let start = 0; start < queries.length; start += vector.length) {
    let sum = 0;
    for (let i = 0; i < vector.length; i++) sum += (vector[i] as number) * (queries[start + i] as number);
    best = Math.max(best, sum);
  }
  return best;
}

/**
 * How far a kernel score may be from the exact one: half of what summation in float32 can lose on unit vectors, for
 * the positive and the weighted negative cosine, plus the last roundings. A dot product adds ceil(dims / 4) terms per
 * lane, then 3 sums over lanes, and each product rounds once: |error| <= (ceil(dims / 4) + 4) * 2^-24 to first order
 * (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1). Of a probe the dot product loses as
 * much times the length of its weights; the logistic curve rises by at most a quarter of that, and rounds once.
 */
export function scoreErrorBound(scorer: CompiledScorer): number {
  const sums = (Math.ceil(scorer.dims / 4) + 8) * 2 ** -24;
  if (scorer.bias !== undefined) return 0.25 * lengthOf(scorer.positives) * sums + 2 ** -24;
  return 0.5 * (1 + (scorer.negatives.length > 0 ? scorer.negativeWeight : 0)) * sums;
}
