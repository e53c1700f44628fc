/** Of the similarity 1 / (1 + a d^(2 b)) of two points at distance d on a map. */
export interface SimilarityCurve {
  a: number;
  b: number;
}

const STEPS = 300;
const SPREAD = 1;

/**
 * The curve of UMAP (McInnes, Healy and Melville 2018) for a least distance of points: the least-squares fit to 1 up to
 * `minDistance` and exp(-(d - minDistance)) beyond, at 300 distances from 0 to 3 as umap-learn does it, by the method of
 * Levenberg and Marquardt. `minDistance` is 0 to 0.99.
 */
export function similarityCurve(minDistance: number): SimilarityCurve {
  const xs = Float64Array.from({ length: STEPS }, (_, i) => (i * 3 * SPREAD) / (STEPS - 1));
  const ys = xs.map((x) => (x < minDistance ? 1 : Math.exp(-(x - minDistance) / SPREAD)));
  let curve: SimilarityCurve = { a: 1, b: 1 };
  let error = errorOf(curve, xs, ys);
  let damping = 1e-3;
  for (let round = 0; round < 500 && damping < 1e12; round++) {
    const next = stepFrom(curve, xs, ys, damping);
    const nextError = next.a > 0 && next.b > 0 ? errorOf(next, xs, ys) : Number.POSITIVE_INFINITY;
    if (nextError < error) {
      const isSettled = error - nextError < 1e-15;
      curve = next;
      error = nextError;
      damping *= 0.3;
      if (isSettled) break;
    } else damping *= 5;
  }
  return curve;
}

const valueAt = ({ a, b }: SimilarityCurve, x: number): number => 1 / (1 + a * x ** (2 * b));

const errorOf = (curve: SimilarityCurve, xs: Float64Array, ys: Float64Array): number =>
  xs.reduce((sum, x, i) => sum + (valueAt(curve, x) - (ys[i] as number)) ** 2, 0);

/** One step of the fit: the normal equations of the two derivatives, with a damped diagonal. */
function stepFrom(curve: SimilarityCurve, xs: Float64Array, ys: Float64Array, damping: number): SimilarityCurve {
  const { a, b } = curve;
  let [aa, ab, bb, ra, rb] = [0, 0, 0, 0, 0];
  xs.forEach((x, i) => {
    if (x === 0) return;
    const power = x ** (2 * b);
    const value = valueAt(curve, x);
    const rest = value - (ys[i] as number);
    const da = -value * value * power;
    const db = -value * value * a * power * 2 * Math.log(x);
    aa += da * da;
    ab += da * db;
    bb += db * db;
    ra += da * rest;
    rb += db * rest;
  });
  const dampedA = aa * (1 + damping);
  const dampedB = bb * (1 + damping);
  const determinant = dampedA * dampedB - ab * ab;
  return {
    a: a - (dampedB * ra - ab * rb) / determinant,
    b: b - (dampedA * rb - ab * ra) / determinant,
  };
}
