/** P(positive) = 1 / (1 + exp(-(slope * decision + intercept))). */
export interface Sigmoid {
  slope: number;
  intercept: number;
}

/** What a sigmoid is fitted to: each decision's target lies in [0, 1] and counts with its weight. */
export interface SigmoidRows {
  decisions: ArrayLike<number>;
  targets: ArrayLike<number>;
  weights: ArrayLike<number>;
  /** Added to the log-odds of each row; none: 0. */
  offsets?: ArrayLike<number>;
}

export interface SigmoidOptions {
  start?: Sigmoid;
  /** Adds strength / 2 * (slope / centre - 1)^2 to the loss: keeps the slope finite where classes are apart. */
  prior?: { centre: number; strength: number };
  maxIterations?: number;
}

const MAX_ITERATIONS = 100;
const MAX_SHRINKS = 30;
/** Share of the curvature that is added, as classes far apart leave none. */
const RIDGE = 1e-12;

export const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

/**
 * The sigmoid of least weighted cross-entropy, by Newton's method with step halving (Lin, Lin and Weng 2007, on Platt's
 * method). Deterministic; right to about 1e-8 unless `maxIterations` ends it before.
 */
export function fitSigmoid(rows: SigmoidRows, options: SigmoidOptions = {}): Sigmoid {
  const { start = { slope: 0, intercept: 0 }, prior, maxIterations = MAX_ITERATIONS } = options;
  let fit = { ...start };
  let loss = lossOf(fit, rows, prior);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    const [g, h, hss, hsi, hii] = derivatives(fit, rows, prior);
    const ridge = RIDGE * (hss + hii) + Number.MIN_VALUE;
    const [a, c] = [hss + ridge, hii + ridge];
    const determinant = a * c - hsi * hsi;
    if (!(determinant > 0)) break;
    const step = { slope: (hsi * h - c * g) / determinant, intercept: (hsi * g - a * h) / determinant };
    const next = shorten(fit, step, (one) => lossOf(one, rows, prior), loss);
    if (!next) break;
    const isDone = loss - next.loss <= 1e-14 * Math.abs(loss);
    fit = next.fit;
    loss = next.loss;
    if (isDone) break;
  }
  return fit;
}

function shorten(fit: Sigmoid, step: Sigmoid, evaluate: (fit: Sigmoid) => number, loss: number) {
  for (let shrinks = 0, length = 1; shrinks < MAX_SHRINKS; shrinks++, length /= 2) {
    const next = { slope: fit.slope + length * step.slope, intercept: fit.intercept + length * step.intercept };
    const nextLoss = evaluate(next);
    if (nextLoss < loss) return { fit: next, loss: nextLoss };
  }
  return undefined;
}

type Prior = SigmoidOptions["prior"];

function lossOf(
  { slope, intercept }: Sigmoid,
  { decisions, targets, weights, offsets }: SigmoidRows,
  prior: Prior,
): number {
  let loss = prior ? (prior.strength / 2) * (slope / prior.centre - 1) ** 2 : 0;
  for (let i = 0; i < decisions.length; i++) {
    const value = slope * (decisions[i] as number) + intercept + (offsets?.[i] ?? 0);
    const entropy = Math.log1p(Math.exp(-Math.abs(value))) + Math.max(0, value) - (targets[i] as number) * value;
    loss += (weights[i] as number) * entropy;
  }
  return loss;
}

type Derivatives = [slope: number, intercept: number, slopes: number, mixed: number, intercepts: number];

function derivatives({ slope, intercept }: Sigmoid, rows: SigmoidRows, prior: Prior): Derivatives {
  const { decisions, targets, weights, offsets } = rows;
  const sums: Derivatives = [0, 0, 0, 0, 0];
  for (let i = 0; i < decisions.length; i++) {
    const decision = decisions[i] as number;
    const probability = logistic(slope * decision + intercept + (offsets?.[i] ?? 0));
    const residual = (weights[i] as number) * (probability - (targets[i] as number));
    const curvature = (weights[i] as number) * probability * (1 - probability);
    sums[0] += residual * decision;
    sums[1] += residual;
    sums[2] += curvature * decision * decision;
    sums[3] += curvature * decision;
    sums[4] += curvature;
  }
  if (prior) {
    sums[0] += (prior.strength * (slope / prior.centre - 1)) / prior.centre;
    sums[2] += prior.strength / prior.centre ** 2;
  }
  return sums;
}
