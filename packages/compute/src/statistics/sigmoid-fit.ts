/** P(positive) = 1 / (1 + exp(-(slope * decision + intercept))). */
export interface Sigmoid {
  slope: number;
  intercept: number;
}

const MAX_ITERATIONS = 100;
const MAX_SHRINKS = 30;
/** Of the curvature: keeps the parameters finite where classes are apart. */
const RIDGE = 1e-9;

export const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * The sigmoid of least weighted cross-entropy to the targets, which lie in [0, 1], by Newton's method with step halving
 * (Lin, Lin and Weng 2007, on Platt's method). Deterministic; right to about 1e-8.
 */
export function fitSigmoid(
  decisions: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
  start: Sigmoid = { slope: 0, intercept: 0 },
): Sigmoid {
  let fit = { ...start };
  let loss = crossEntropy(fit, decisions, targets, weights);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const [g, h, hss, hsi, hii] = derivatives(fit, decisions, targets, weights);
    const total = hss + hii + RIDGE;
    const [a, b, c] = [hss + RIDGE * total, hsi, hii + RIDGE * total];
    const determinant = a * c - b * b;
    if (!(determinant > 0)) break;
    const step = { slope: -(c * g - b * h) / determinant, intercept: -(a * h - b * g) / determinant };
    const next = shorten(fit, step, (one) => crossEntropy(one, decisions, targets, weights), loss);
    if (!next) break;
    const isDone = loss - next.loss <= 1e-14 * Math.abs(loss);
    fit = next.fit;
    loss = next.loss;
    if (isDone) break;
  }
  return fit;
}

function shorten(fit: Sigmoid, step: Sigmoid, lossOf: (fit: Sigmoid) => number, loss: number) {
  for (let shrinks = 0, length = 1; shrinks < MAX_SHRINKS; shrinks++, length /= 2) {
    const next = { slope: fit.slope + length * step.slope, intercept: fit.intercept + length * step.intercept };
    const nextLoss = lossOf(next);
    if (nextLoss < loss) return { fit: next, loss: nextLoss };
  }
  return undefined;
}

/** Weighted cross-entropy of the sigmoid's answers to the targets. */
export function crossEntropy(
  { slope, intercept }: Sigmoid,
  decisions: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  let loss = 0;
  for (let i = 0; i < decisions.length; i++) {
    const value = slope * (decisions[i] as number) + intercept;
    loss +=
      (weights[i] as number) *
      (Math.log1p(Math.exp(-Math.abs(value))) + Math.max(0, value) - (targets[i] as number) * value);
  }
  return loss;
}

type Derivatives = [slope: number, intercept: number, slopes: number, mixed: number, intercepts: number];

function derivatives(
  { slope, intercept }: Sigmoid,
  decisions: ArrayLike<number>,
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
): Derivatives {
  const sums: Derivatives = [0, 0, 0, 0, 0];
  for (let i = 0; i < decisions.length; i++) {
    const decision = decisions[i] as number;
    const probability = logistic(slope * decision + intercept);
    const residual = (weights[i] as number) * (probability - (targets[i] as number));
    const curvature = (weights[i] as number) * probability * (1 - probability);
    sums[0] += residual * decision;
    sums[1] += residual;
    sums[2] += curvature * decision * decision;
    sums[3] += curvature * decision;
    sums[4] += curvature;
  }
  return sums;
}
