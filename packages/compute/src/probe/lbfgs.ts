interface Beginning {
  curvature: number;
  dims: number;
  tolerance: number;
  precondition: (vector: Float64Array) => void;
}

const MEMORY = 20;
/** Sufficient decrease (Armijo) and how far a step is shortened. */
const DECREASE = 1e-4;
const SHRINK = 0.35;
const MAX_SHRINKS = 12;
/** Where values differ by less than this share they are rounding; then the slope decides (Hager and Zhang 2005). */
const ROUNDING = 1e-6;

/**
 * A minimisation by L-BFGS (Nocedal and Wright 2006, algorithm 7.4) that asks for values instead of calling for them, so
 * that many can run in step: evaluate at `point`, tell the value and the gradient, until it has settled. For smooth
 * strictly convex functions; the line search backtracks.
 */
export class Lbfgs {
  /** Where the function is to be evaluated next; when settled, the best point. */
  readonly point: Float64Array;
  isSettled = false;
  evaluations = 0;
  value = Infinity;
  #best: Float64Array;
  #gradient: Float64Array;
  #direction: Float64Array;
  #step = 0;
  #shrinks = 0;
  #steps: { change: Float64Array; turn: Float64Array; curvature: number }[] = [];
  #tolerance = 0;
  #precondition: (vector: Float64Array) => void = () => undefined;
  readonly #maxEvaluations: number;

  constructor(start: Float64Array, maxEvaluations: number) {
    this.point = start.slice();
    this.#best = start.slice();
    this.#gradient = new Float64Array(start.length);
    this.#direction = new Float64Array(start.length);
    this.#maxEvaluations = maxEvaluations;
  }

  tell(value: number, gradient: Float64Array): void {
    if (this.isSettled) return;
    this.evaluations++;
    if (this.evaluations === 1) this.#accept(value, gradient);
    else if (this.#isLower(value, gradient)) {
      this.#remember(gradient);
      this.#accept(value, gradient);
    } else if (++this.#shrinks > MAX_SHRINKS) this.#settle();
    else this.#propose(this.#step * SHRINK);
    if (this.evaluations >= this.#maxEvaluations) this.#settle();
  }

  /**
   * Begins, or goes on from the best point with the function plus `curvature` / 2 * |point|^2 over the first `dims` values:
   * what is known of the old one's curvature holds for the new one with that addition. Settled when the gradient is
   * shorter than `tolerance`, or when the precision of values allows no more. `precondition` multiplies with about the
   * inverse of the Hessian, in place.
   */
  begin({ curvature, dims, tolerance, precondition }: Beginning): void {
    this.#precondition = precondition;
    this.isSettled = false;
    this.#tolerance = tolerance;
    this.evaluations = 0;
    this.#steps = this.#steps.flatMap(({ change, turn }) => {
      for (let i = 0; i < dims; i++) turn[i] = (turn[i] as number) + curvature * (change[i] as number);
      const product = dot(change, turn);
      return product > 0 ? [{ change, turn, curvature: product }] : [];
    });
  }

  #isLower(value: number, gradient: Float64Array): boolean {
    const slope = dot(this.#gradient, this.#direction);
    if (value <= this.value + DECREASE * this.#step * slope) return true;
    const isRounding = value <= this.value + ROUNDING * Math.abs(this.value);
    return isRounding && Math.abs(dot(gradient, this.#direction)) <= 0.9 * Math.abs(slope);
  }

  #accept(value: number, gradient: Float64Array): void {
    this.value = value;
    this.#best.set(this.point);
    this.#gradient.set(gradient);
    const length = Math.sqrt(dot(gradient, gradient));
    if (length <= this.#tolerance) {
      this.#settle();
      return;
    }
    this.#aim();
    this.#shrinks = 0;
    this.#propose(1);
  }

  #propose(step: number): void {
    this.#step = step;
    for (let i = 0; i < this.point.length; i++)
      this.point[i] = (this.#best[i] as number) + step * (this.#direction[i] as number);
  }

  #settle(): void {
    this.isSettled = true;
    this.point.set(this.#best);
  }

  #remember(gradient: Float64Array): void {
    const change = this.point.map((value, i) => value - (this.#best[i] as number));
    const turn = gradient.map((value, i) => value - (this.#gradient[i] as number));
    const curvature = dot(change, turn);
    if (curvature <= 1e-12 * Math.sqrt(dot(change, change) * dot(turn, turn))) return;
    this.#steps.push({ change, turn, curvature });
    if (this.#steps.length > MEMORY) this.#steps.shift();
  }

  /** The direction from the gradient and the steps remembered: the two-loop recursion. */
  #aim(): void {
    const direction = this.#direction;
    for (let i = 0; i < direction.length; i++) direction[i] = -(this.#gradient[i] as number);
    const factors: number[] = [];
    for (const { change, turn, curvature } of this.#steps.toReversed()) {
      const factor = dot(change, direction) / curvature;
      factors.push(factor);
      addScaled(direction, turn, -factor);
    }
    this.#precondition(direction);
    for (const { change, turn, curvature } of this.#steps)
      addScaled(direction, change, (factors.pop() as number) - dot(turn, direction) / curvature);
    if (dot(direction, this.#gradient) < 0) return;
    for (let i = 0; i < direction.length; i++) direction[i] = -(this.#gradient[i] as number);
    this.#precondition(direction);
    this.#steps = [];
  }
}

/** target += factor * values; the target may be longer. */
export function addScaled(target: Float64Array, values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) target[i] = (target[i] as number) + factor * (values[i] as number);
}

/** Four sums, so that additions need not wait for each other. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  const whole = a.length - (a.length % 4);
  for (let i = 0; i < whole; i += 4) {
    s0 += (a[i] as number) * (b[i] as number);
    s1 += (a[i + 1] as number) * (b[i + 1] as number);
    s2 += (a[i + 2] as number) * (b[i + 2] as number);
    s3 += (a[i + 3] as number) * (b[i + 3] as number);
  }
  for (let i = whole; i < a.length; i++) s0 += (a[i] as number) * (b[i] as number);
  return s0 + s1 + (s2 + s3);
}
