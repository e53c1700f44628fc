/**
 * A function or search in plain numbers, so that any runtime scores alike. All vectors are L2-normalised, but for the
 * weights of a probe.
 *
 * Similarity (no `bias`). Score of a unit vector x:
 *   p = max over positives of cos(x, a);   n = max over negatives of cos(x, b), or 0 without negatives
 *   raw = p - negativeWeight * max(0, n);  score = (1 + clamp(raw, -1, 1)) / 2
 * For `centroid`, positives and negatives are each replaced by their normalised mean before compiling, so the
 * compiled form has one of each. Scores lie in [0, 1]; 0.5 is "unrelated" (cosine 0) and 1 "the same direction".
 *
 * Probe (with `bias`). `positives` is one vector w of any length, there are no negatives, and
 *   score = 1 / (1 + exp(-(w·x + bias)))
 * w·x is summed in float32 like any cosine; bias, exp and the quotient are float64, rounded once to float32. It never
 * overflows: the score is 0 where w·x + bias <= -104, 1 where it is >= 17.4, and ties there are in order of ordinal.
 */
export interface CompiledScorer {
  dims: number;
  /** positiveCount * dims float32, row-major. Unit vectors; of a probe the weights alone. */
  positives: Float32Array;
  /** negativeCount * dims float32, unit vectors; may be empty. */
  negatives: Float32Array;
  /** >= 0. */
  negativeWeight: number;
  /** Of a probe. */
  bias?: number;
}
