/**
 * The score of a vector as docs/guide/functions.md defines it, in plain float64 arithmetic, written apart from the
 * product: p = best cosine to a positive, n = best cosine to a negative (0 without any), raw = p - weight * max(0, n),
 * score = (1 + raw clamped to [-1, 1]) / 2.
 */
export function similarityScore(
  vector: readonly number[],
  positives: readonly (readonly number[])[],
  negatives: readonly (readonly number[])[],
  negativeWeight: number,
): number {
  const best = (anchors: readonly (readonly number[])[]) =>
    Math.max(...anchors.map((anchor) => cosine(vector, anchor)));
  const taken = negatives.length > 0 ? negativeWeight * Math.max(0, best(negatives)) : 0;
  return (1 + Math.min(1, Math.max(-1, best(positives) - taken))) / 2;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    dot += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return dot / Math.sqrt(squareA * squareB);
}
