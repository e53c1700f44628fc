import type { CompiledScorer } from "./scorer.ts";

export interface SimilarityParameters {
  dims: number;
  /** Vectors of `dims` finite values, of any length but 0. At least one. */
  positives: readonly ArrayLike<number>[];
  negatives: readonly ArrayLike<number>[];
  /** `nearest`: the best of the anchors counts. `centroid`: their normalised mean does. */
  combine: "nearest" | "centroid";
  /** How much likeness to the negatives takes away, >= 0. */
  negativeWeight: number;
}

/** A mean shorter than this is rounding noise: it has no direction. */
const VANISHING = 1e-6;

/**
 * The scorer of a similarity search or function; see `CompiledScorer` for the formula. Arithmetic is float64, rounded
 * once to float32. Throws RangeError that names the anchor: wrong dims, a value that is not finite, a zero vector, no
 * positive anchor, or anchors of a centroid that cancel each other out.
 */
export function compileSimilarity(parameters: SimilarityParameters): CompiledScorer {
  const { dims, positives, negatives, combine, negativeWeight } = parameters;
  if (positives.length === 0) throw new RangeError("At least one positive anchor is needed.");
  if (!(negativeWeight >= 0 && Number.isFinite(negativeWeight)))
    throw new RangeError(`The negative weight must be a number >= 0, not ${negativeWeight}.`);
  const compile = (vectors: readonly ArrayLike<number>[], sign: string): Float32Array<ArrayBuffer> => {
    const units = vectors.map((vector, index) => unitVector(vector, dims, `${sign} anchor ${index + 1}`));
    return flatten(combine === "centroid" && units.length > 0 ? [centroid(units, sign)] : units, dims);
  };
  return { dims, positives: compile(positives, "Positive"), negatives: compile(negatives, "Negative"), negativeWeight };
}

function unitVector(vector: ArrayLike<number>, dims: number, name: string): Float64Array {
  if (vector.length !== dims) throw new RangeError(`${name} has ${vector.length} dims instead of ${dims}.`);
  let largest = 0;
  for (let i = 0; i < dims; i++) {
    const value = vector[i] as number;
    if (!Number.isFinite(value)) throw new RangeError(`${name} has the value ${value} at position ${i}.`);
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0) throw new RangeError(`${name} is a zero vector, which has no direction.`);
  // Scaled first, so that squares neither overflow nor vanish.
  const scaled = Float64Array.from(vector, (value) => value / largest);
  const length = Math.sqrt(scaled.reduce((sum, value) => sum + value * value, 0));
  return scaled.map((value) => value / length);
}

function centroid(units: Float64Array[], sign: string): Float64Array {
  const mean = new Float64Array(units[0]?.length ?? 0);
  for (const unit of units)
    for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (unit[i] as number) / units.length;
  const length = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
  if (length < VANISHING)
    throw new RangeError(
      `${sign} anchors cancel each other out, so their centroid has no direction. Use "nearest", or fewer anchors.`,
    );
  return mean.map((value) => value / length);
}

function flatten(units: Float64Array[], dims: number): Float32Array<ArrayBuffer> {
  const flat = new Float32Array(units.length * dims);
  for (const [index, unit] of units.entries()) flat.set(unit, index * dims);
  return flat;
}
