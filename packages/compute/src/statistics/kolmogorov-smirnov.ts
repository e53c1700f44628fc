/** How far two samples are from one distribution. */
export interface TwoSamples {
  /** Largest distance between their distribution functions, 0 to 1. */
  statistic: number;
  /** Chance of a distance as large where both are drawn from one continuous distribution. */
  pValue: number;
}

/**
 * The Kolmogorov-Smirnov test of two samples, two-sided, with the asymptotic p-value (N. Smirnov 1948), which is a little
 * too large for small samples and with ties: it errs on the side of no difference. Values must be finite, at least one in
 * each sample. Cost: a sort of both, which are left as they are.
 */
export function kolmogorovSmirnov(first: Float32Array, second: Float32Array): TwoSamples {
  const [a, b] = [first.slice().sort(), second.slice().sort()];
  let [i, j] = [0, 0];
  let statistic = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    // Past all that are equal: both functions step there at once.
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    statistic = Math.max(statistic, Math.abs(i / a.length - j / b.length));
  }
  const size = (a.length * b.length) / (a.length + b.length);
  return { statistic, pValue: kolmogorovSurvival(Math.sqrt(size) * statistic) };
}

/** Below it the second series converges faster. */
const SMALL = 1;
/** Terms of either series: the next one is below the last bit on its side of `SMALL`. */
const TERMS = 6;

/** Chance that the supremum of a Brownian bridge is above x (A. Kolmogorov 1933); 12 digits. */
export function kolmogorovSurvival(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < SMALL) {
    for (let k = 1; k <= TERMS; k++) sum += Math.exp((-((2 * k - 1) ** 2) * Math.PI ** 2) / (8 * x * x));
    return Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / x) * sum);
  }
  for (let k = 1; k <= TERMS; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, 2 * sum);
}
