import { dot, Lbfgs } from "./lbfgs.ts";
import { type LeadingAxes, leadingAxes, precondition } from "./leading-axes.ts";
import { type LogisticProducts, logisticProducts, SLOTS } from "./logistic-products.ts";

/** Rows with a class and a weight each. */
export interface LogisticRows {
  dims: number;
  /** count * dims float32. */
  rows: Float32Array;
  isPositive: Uint8Array;
}

/** dims weights, then the bias. */
export type LogisticSolution = Float64Array<ArrayBuffer>;

/** Within 5e-5 of the least value: enough to choose among penalties. */
const ROUGH = 1e-2;
const ROUGH_EVALUATIONS = 60;
/** Of the weights' length; float32 products allow no more than about 1e-5. */
const FINE = 1e-4;
const FINE_EVALUATIONS = 300;

/**
 * Minimises  sum of weight_i * log(1 + exp(-y_i (w·x_i + b))) + penalty / 2 * |w|^2  with y = +1 or -1 and the bias free,
 * for up to eight sets of row weights in one pass over the rows. It works on the thread's bench, which no other task may
 * take meanwhile.
 */
export class LogisticBench {
  readonly #products: LogisticProducts;
  readonly #isPositive: Uint8Array;
  readonly #gradient: Float64Array;
  readonly #dims: number;
  readonly #axes: LeadingAxes;

  /** `rowWeights` are about those that will be asked for. */
  constructor({ dims, rows, isPositive }: LogisticRows, rowWeights: Float64Array) {
    this.#products = logisticProducts(rows, dims);
    this.#isPositive = isPositive;
    this.#dims = dims;
    this.#gradient = new Float64Array(dims + 1);
    this.#axes = leadingAxes(this.#products, dims, rowWeights);
  }

  /**
   * Rough minima [penalty][set of weights] for a falling list of penalties, each begun where the one before ended.
   */
  path(rowWeights: readonly Float64Array[], penalties: readonly number[]): LogisticSolution[][] {
    if (rowWeights.length > SLOTS) throw new RangeError(`At most ${SLOTS} sets of weights, not ${rowWeights.length}.`);
    const searches = rowWeights.map(() => new Lbfgs(new Float64Array(this.#dims + 1), ROUGH_EVALUATIONS));
    return penalties.map((penalty, place) => {
      const tolerance = ROUGH * Math.sqrt(penalty);
      const curvature = penalty - (penalties[place - 1] ?? penalty);
      this.#minimise(searches, rowWeights, { penalty, curvature, tolerance });
      return searches.map((search) => search.point.slice());
    });
  }

  /** The minimum from a start near it, right to about 1e-4 of the weights' length. */
  solve(rowWeights: Float64Array, penalty: number, start?: LogisticSolution): LogisticSolution {
    const search = new Lbfgs(start ?? new Float64Array(this.#dims + 1), FINE_EVALUATIONS);
    const length = start ? Math.max(1, Math.sqrt(dot(start, start))) : 1;
    this.#minimise([search], [rowWeights], { penalty, curvature: 0, tolerance: FINE * penalty * length });
    return search.point.slice();
  }

  #minimise(
    searches: readonly Lbfgs[],
    rowWeights: readonly Float64Array[],
    { penalty, curvature, tolerance }: { penalty: number; curvature: number; tolerance: number },
  ): void {
    const dims = this.#dims;
    const preconditioner = (vector: Float64Array) => precondition(this.#axes, penalty, vector);
    for (const search of searches) search.begin({ curvature, dims, tolerance, precondition: preconditioner });
    while (searches.some((search) => !search.isSettled)) this.#advance(searches, rowWeights, penalty);
  }

  #advance(searches: readonly Lbfgs[], rowWeights: readonly Float64Array[], penalty: number): void {
    const dims = this.#dims;
    const { weights, decisions } = this.#products;
    for (const [slot, { point }] of searches.entries())
      for (let j = 0; j < dims; j++) weights[j * SLOTS + slot] = point[j] as number;
    this.#products.multiplyRows();
    const losses = searches.map(({ point }, slot) =>
      toResiduals(decisions, this.#isPositive, rowWeights[slot] as Float64Array, { slot, bias: point[dims] as number }),
    );
    this.#products.multiplyColumns();
    for (const [slot, search] of searches.entries())
      if (!search.isSettled) this.#tell(search, losses[slot] as Loss, { slot, penalty });
  }

  #tell(search: Lbfgs, { loss, biasGradient }: Loss, { slot, penalty }: { slot: number; penalty: number }): void {
    const gradient = this.#gradient;
    const { sums } = this.#products;
    let square = 0;
    for (let j = 0; j < this.#dims; j++) {
      const weight = search.point[j] as number;
      square += weight * weight;
      gradient[j] = (sums[j * SLOTS + slot] as number) + penalty * weight;
    }
    gradient[this.#dims] = biasGradient;
    search.tell(loss + (penalty / 2) * square, gradient);
  }
}

interface Loss {
  loss: number;
  biasGradient: number;
}

/** Turns w·x into the derivative of the row's loss, in place. */
function toResiduals(
  decisions: Float32Array,
  isPositive: Uint8Array,
  weights: Float64Array,
  { slot, bias }: { slot: number; bias: number },
): Loss {
  let loss = 0;
  let biasGradient = 0;
  for (let i = 0; i < weights.length; i++) {
    const at = i * SLOTS + slot;
    const weight = weights[i] as number;
    if (weight === 0) {
      decisions[at] = 0;
      continue;
    }
    const sign = isPositive[i] ? 1 : -1;
    const margin = sign * ((decisions[at] as number) + bias);
    const tail = Math.exp(-Math.abs(margin));
    loss += weight * (Math.log1p(tail) + Math.max(0, -margin));
    const residual = (-sign * weight * (margin > 0 ? tail : 1)) / (1 + tail);
    decisions[at] = residual;
    biasGradient += residual;
  }
  return { loss, biasGradient };
}
