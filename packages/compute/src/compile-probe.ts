import type { CompiledScorer } from "./scorer.ts";

/** Weights longer than this could make a dot product overflow. */
const MOST_LENGTH = 1e30;

/** The scorer of a probe; see `CompiledScorer` for the formula. Throws RangeError: wrong dims, numbers that are not finite or too large. */
export function compileProbe(probe: { dims: number; weights: Float32Array; bias: number }): CompiledScorer {
  const { dims, weights, bias } = probe;
  if (weights.length !== dims) throw new RangeError(`The probe has ${weights.length} weights instead of ${dims}.`);
  if (!Number.isFinite(bias)) throw new RangeError(`The bias of the probe is ${bias}.`);
  const place = weights.findIndex((weight) => !Number.isFinite(weight));
  if (place >= 0) throw new RangeError(`The probe has the weight ${weights[place]} at position ${place}.`);
  if (!(lengthOf(weights) <= MOST_LENGTH))
    throw new RangeError("The weights of the probe are too large to score with.");
  return { dims, positives: weights, negatives: new Float32Array(0), negativeWeight: 0, bias };
}

/** Length of a vector, in float64. */
export const lengthOf = (vector: Float32Array): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
