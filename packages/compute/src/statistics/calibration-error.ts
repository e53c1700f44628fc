const BINS = 10;

/**
 * Expected calibration error (Naeini, Cooper and Hauskrecht 2015): mean over ten bins of equal width, weighted by rows, of
 * the distance between the mean score and the share of positives. Scores lie in [0, 1]; `targets` are 1, 0, or the
 * probability that the row is positive; 0 without rows.
 */
export function calibrationError(
  scores: ArrayLike<number>,
  targets: ArrayLike<number | boolean>,
  weights?: ArrayLike<number>,
): number {
  if (targets.length !== scores.length)
    throw new RangeError(`${scores.length} scores and ${targets.length} targets differ.`);
  const gaps = new Float64Array(BINS);
  let total = 0;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    if (!(score >= 0 && score <= 1)) throw new RangeError(`The score of row ${row} is ${score}, not in [0, 1].`);
    const weight = weights?.[row] ?? 1;
    const bin = Math.min(BINS - 1, Math.floor(score * BINS));
    gaps[bin] = (gaps[bin] as number) + weight * (score - Number(targets[row]));
    total += weight;
  }
  return total > 0 ? gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total : 0;
}
