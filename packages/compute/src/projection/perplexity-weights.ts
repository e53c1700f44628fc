import type { SmoothArguments } from "./smooth-distances.ts";

const ROUNDS = 100;
const TOLERANCE = 1e-5;

/**
 * Writes the conditional probabilities of a row's `k` neighbours to `weights` from `at` on: exp(-b d^2) over their sum,
 * with b such that their entropy is log(perplexity) (van der Maaten and Hinton 2008), by doubling and halving as
 * scikit-learn does. Where there are not as many neighbours, a third of them is the perplexity. Gives b.
 */
export function perplexityWeights({ distances, k, weights }: SmoothArguments, at: number, perplexity: number): number {
  const target = Math.log(Math.max(1, Math.min(perplexity, k / 3)));
  const nearest = k > 0 ? (distances[at] as number) ** 2 : 0;
  let [low, high, b] = [0, Number.POSITIVE_INFINITY, 1];
  for (let round = 0; round < ROUNDS; round++) {
    const rest = write(distances, weights, { at, k, nearest, b }) - target;
    if (Math.abs(rest) <= TOLERANCE) break;
    if (rest > 0) low = b;
    else high = b;
    if (high === Number.POSITIVE_INFINITY) b *= 2;
    else b = (low + high) / 2;
    if (!Number.isFinite(b)) {
      b = low;
      break;
    }
  }
  return b;
}

interface Row {
  at: number;
  k: number;
  /** Smallest squared distance: taken off all of them, which changes no probability and keeps one from underflow. */
  nearest: number;
  b: number;
}

/** Writes probabilities; gives their entropy. */
function write(distances: Float32Array, weights: Float32Array, { at, k, nearest, b }: Row): number {
  let [sum, weighed] = [0, 0];
  for (let e = at; e < at + k; e++) {
    const square = (distances[e] as number) ** 2 - nearest;
    const weight = Math.exp(-b * square);
    weights[e] = weight;
    sum += weight;
    weighed += weight * square;
  }
  for (let e = at; e < at + k; e++) weights[e] = (weights[e] as number) / sum;
  return Math.log(sum) + (b * weighed) / sum;
}
