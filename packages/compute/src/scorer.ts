/**
 * A function or search in plain numbers, so that any runtime scores alike. All vectors are L2-normalised.
 *
 * Score of a unit vector x:
 *   p = max over positives of cos(x, a);   n = max over negatives of cos(x, b), or 0 without negatives
 *   raw = p - negativeWeight * max(0, n);  score = (1 + clamp(raw, -1, 1)) / 2
 * For `centroid`, positives and negatives are each replaced by their normalised mean before compiling, so the
 * compiled form has one of each. Scores lie in [0, 1]; 0.5 is "unrelated" (cosine 0) and 1 "the same direction".
 */
export interface CompiledScorer {
  dims: number;
  /** positiveCount * dims float32, unit vectors, row-major. */
  positives: Float32Array;
  /** negativeCount * dims float32; may be empty. */
  negatives: Float32Array;
  /** >= 0. */
  negativeWeight: number;
}
