import { mulberry32 } from "../shuffle.ts";
import { symmetricEigen } from "../symmetric-eigen.ts";
import { addScaled, dot } from "./lbfgs.ts";
import { type LogisticProducts, SLOTS } from "./logistic-products.ts";

/** Where the rows vary most: `values` falling, `axes` orthonormal, dims float64 each. Empty for few dims. */
export interface LeadingAxes {
  dims: number;
  values: Float64Array;
  axes: Float64Array[];
}

const AXES = 4 * SLOTS;
/** Below so many dims there is nothing to gain. */
const MIN_DIMS = 4 * AXES;
const SEED = 1;

/**
 * Roughly the leading eigenvectors of the sum of weight * x x^T: one round of subspace iteration from random vectors and a
 * Rayleigh-Ritz step (Halko, Martinsson and Tropp 2011). Only a preconditioner, which need not be exact.
 */
export function leadingAxes(products: LogisticProducts, dims: number, rowWeights: Float64Array): LeadingAxes {
  if (dims < MIN_DIMS) return { dims, values: new Float64Array(), axes: [] };
  const random = mulberry32(SEED);
  const start = Array.from({ length: AXES }, () => Float64Array.from({ length: dims }, () => random() - 0.5));
  const basis = orthonormal(image(products, start, rowWeights));
  const turned = image(products, basis, rowWeights);
  const small = Float64Array.from({ length: AXES * AXES }, (_, at) => {
    const [a, b] = [Math.floor(at / AXES), at % AXES];
    return (
      (dot(basis[a] as Float64Array, turned[b] as Float64Array) +
        dot(basis[b] as Float64Array, turned[a] as Float64Array)) /
      2
    );
  });
  const { values, vectors } = symmetricEigen(small, AXES);
  const axes = Array.from({ length: AXES }, (_, a) => {
    const axis = new Float64Array(dims);
    for (let b = 0; b < AXES; b++) addScaled(axis, basis[b] as Float64Array, vectors[a * AXES + b] as number);
    return axis;
  });
  return { dims, values: values.map((value) => Math.max(0, value)), axes };
}

/** The vectors multiplied with the sum of weight * x x^T. */
function image(products: LogisticProducts, vectors: Float64Array[], rowWeights: Float64Array): Float64Array[] {
  const { weights, decisions, sums } = products;
  return vectors.flatMap((_, first) => {
    if (first % SLOTS > 0) return [];
    const block = vectors.slice(first, first + SLOTS);
    for (const [slot, vector] of block.entries())
      for (let j = 0; j < vector.length; j++) weights[j * SLOTS + slot] = vector[j] as number;
    products.multiplyRows();
    for (const [row, weight] of rowWeights.entries())
      for (let at = row * SLOTS; at < (row + 1) * SLOTS; at++) decisions[at] = (decisions[at] as number) * weight;
    products.multiplyColumns();
    return block.map((vector, slot) => vector.map((_value, j) => sums[j * SLOTS + slot] as number));
  });
}

/** Gram and Schmidt, twice each; a vector that depends on those before becomes zero. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const before = Math.sqrt(dot(vector, vector));
    for (let pass = 0; pass < 2; pass++) for (const other of done) addScaled(vector, other, -dot(vector, other));
    const length = Math.sqrt(dot(vector, vector));
    done.push(length > 1e-6 * before ? vector.map((value) => value / length) : vector.fill(0));
  }
  return done;
}

/** Mean curvature p (1 - p) of the losses that is reckoned with. */
const CURVATURE = 0.1;

/** Multiplies (dims weights and a bias) with about the inverse of the Hessian, in place. */
export function precondition({ dims, values, axes }: LeadingAxes, penalty: number, vector: Float64Array): void {
  const rest = 1 / (CURVATURE * (values.at(-1) ?? 1 / dims) + penalty);
  const along = axes.map((axis) => dot(axis, vector));
  for (let j = 0; j < dims; j++) vector[j] = (vector[j] as number) * rest;
  vector[dims] = (vector[dims] as number) / CURVATURE;
  for (const [place, axis] of axes.entries())
    addScaled(vector, axis, (along[place] as number) * (1 / (CURVATURE * (values[place] as number) + penalty) - rest));
}
