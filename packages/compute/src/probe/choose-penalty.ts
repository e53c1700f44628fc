import { fitSigmoid, logistic } from "../statistics/sigmoid-fit.ts";
import type { Candidate } from "./cross-validate.ts";

/**
 * The penalty that experience gives for so many positives, in units of the rows' spread. Strong for few: then the weights
 * point from the mean of the background to that of the positives, which is the search by a centroid; weak for many.
 */
export const usualPenalty = (positives: number): number => Math.max(1e-5, 0.003 / positives ** 1.2);

const STEP = 4;
/** Falling, with the usual one in the middle. */
export const penaltiesAround = (usual: number): number[] => [STEP * usual, usual, usual / STEP];

/**
 * The candidate that others do not beat by more than one standard error: so few examples, whose losses say little, leave
 * it at the usual one. Losses are cross-entropies of out-of-fold decisions after a sigmoid of their own, as a penalty
 * also scales them, which ranks nothing.
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  usual: number,
  { isPositive, weights }: { isPositive: Uint8Array; weights: Float64Array },
): Candidate {
  const losses = candidates.map(({ outOfFold }) => {
    const fit = fitSigmoid({ decisions: outOfFold, targets: isPositive, weights });
    return outOfFold.map((decision, row) => {
      const value = fit.slope * decision + fit.intercept;
      return -Math.log(Math.max(1e-300, logistic(isPositive[row] ? value : -value)));
    });
  });
  const middle = candidates.findIndex(({ penalty }) => penalty === usual);
  let chosen = middle;
  let most = 0;
  for (const [place, loss] of losses.entries()) {
    const gain = meanAndError(loss, losses[middle] as Float64Array, { isPositive, weights });
    if (place === middle || gain.mean - gain.error <= most) continue;
    most = gain.mean - gain.error;
    chosen = place;
  }
  return candidates[chosen] as Candidate;
}

/** How much lower a loss is than another, weighted, and the standard error of that (classes as strata). */
function meanAndError(
  loss: Float64Array,
  other: Float64Array,
  { isPositive, weights }: { isPositive: Uint8Array; weights: Float64Array },
): { mean: number; error: number } {
  let mean = 0;
  let variance = 0;
  for (const part of [1, 0]) {
    let [mass, sum, squares, weightSquares] = [0, 0, 0, 0];
    for (let row = 0; row < loss.length; row++) {
      if (isPositive[row] !== part) continue;
      const weight = weights[row] as number;
      const gain = (other[row] as number) - (loss[row] as number);
      mass += weight;
      sum += weight * gain;
      squares += weight * gain * gain;
      weightSquares += weight * weight;
    }
    if (mass === 0) continue;
    mean += sum;
    variance += weightSquares * Math.max(0, squares / mass - (sum / mass) ** 2);
  }
  return { mean, error: Math.sqrt(variance) };
}
