/** What a probe learns from. All vectors are L2-normalised float32, row-major, of `dims` each. */
export interface ProbeExamples {
  dims: number;
  /** count * dims: the anchors. */
  anchors: Float32Array;
  /** 1 for a positive, 0 for a negative; one for each anchor. At least one positive. */
  isPositive: Uint8Array;
  /**
   * 1 for an anchor whose row was picked by its vector (its score, or at random) and then judged, not chosen for its class:
   * it tells how likely such rows are positive, and not what positives are like. None given: all are chosen.
   */
  isAsked?: Uint8Array;
  /** backgroundCount * dims: rows drawn at random, taken as weak negatives: a few of them are positives nobody has labelled. */
  background: Float32Array;
}

export interface ProbeOptions {
  /** Decides folds and draws. Same examples, options and seed: same bytes, whatever the machine's threads. */
  seed: number;
  /** Strength of the L2 penalty; null: chosen by cross-validation. */
  regularisation: number | null;
  /** Weight of the whole background beside that of the negatives; null: the default. */
  backgroundWeight: number | null;
  /** Precisions and recalls that thresholds are suggested for. */
  targets: { precisions: readonly number[]; recalls: readonly number[] };
}

/**
 * Logistic regression in plain numbers. Score of a unit vector x: 1 / (1 + exp(-(slope * (w·x + bias) + intercept))), which is
 * compiled to one weight vector and one bias.
 */
export interface TrainedProbe {
  /** dims float32; the calibration is folded in: score = 1 / (1 + exp(-(weights·x + bias))). */
  weights: Float32Array;
  bias: number;
  report: ProbeReport;
}

/** Value with its 95 % confidence interval. */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface SuggestedThreshold {
  aim: "best-f1" | "precision" | "recall";
  /** The p of "precision >= p" or the r of "recall >= r"; null for best F1. */
  target: number | null;
  /** null where the evidence does not carry it; `reason` then says why. */
  threshold: number | null;
  precision: Estimate | null;
  recall: Estimate | null;
  f1: Estimate | null;
  /** For people: "Not enough negatives to tell: 4, at least 20 are needed." null where a threshold is given. */
  reason: string | null;
}

/** How a probe was trained and what cross-validation says of it; pure JSON. */
export interface ProbeReport {
  positives: number;
  negatives: number;
  /** Of the background, those that are no anchors. */
  backgroundRows: number;
  seed: number;
  regularisation: number;
  /** How much of the direction is learned, in [0, 1]: 0 is the similarity prior alone. */
  learned: number;
  /** Fewer than two: too few anchors to cross-validate. */
  folds: number;
  calibration: { method: "platt" | "prior"; slope: number; intercept: number };
  /** Share of rows of the catalog that are positive, as estimated from the background; null without one, or without folds. */
  prevalence: number | null;
  /** Of out-of-fold scores; null, as is the next, where positives or others are too few to tell of the catalog. */
  averagePrecision: Estimate | null;
  /** Expected calibration error of out-of-fold scores, in ten bins of equal width. */
  calibrationError: number | null;
  thresholds: SuggestedThreshold[];
}
