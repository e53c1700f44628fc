import { calibrationError } from "../statistics/calibration-error.ts";
import { averagePrecision } from "../statistics/precision-recall.ts";
import { checkExamples, checkOptions } from "./check-examples.ts";
import { type FittedProbe, fitProbe } from "./fit-probe.ts";
import { dot } from "./lbfgs.ts";
import { BACKGROUND, NEGATIVE, POSITIVE, type PreparedRows, prepareRows } from "./prepare-rows.ts";
import type { Estimate, ProbeExamples, ProbeOptions, ProbeReport, TrainedProbe } from "./probe.ts";
import { scoreOf } from "./score-of.ts";
import { type Evidence, suggestThresholds } from "./suggest-thresholds.ts";

/**
 * Trains a probe: L2-regularised logistic regression, its strength chosen by cross-validation, calibrated on out-of-fold
 * decisions. Synchronous and pure; the order of examples changes nothing. Throws RangeError that names the anchor.
 */
export function trainProbe(examples: ProbeExamples, options: ProbeOptions): TrainedProbe {
  checkExamples(examples);
  checkOptions(options);
  const prepared = prepareRows(examples);
  const fitted = fitProbe(prepared, options);
  return { ...compiled(prepared, fitted), report: reportOf(prepared, fitted, options) };
}

/** Centring, scaling and calibration folded into one weight vector and one bias. */
function compiled({ dims, centre, spread }: PreparedRows, { solution, calibration }: FittedProbe) {
  const weights = new Float32Array(dims);
  let bias = calibration.slope * (solution[dims] as number) + calibration.intercept;
  for (let j = 0; j < dims; j++) {
    const weight = (calibration.slope * (solution[j] as number)) / spread;
    weights[j] = weight;
    bias -= weight * (centre[j] as number);
  }
  return { weights, bias };
}

function reportOf(prepared: PreparedRows, fitted: FittedProbe, options: ProbeOptions): ProbeReport {
  const { calibration } = fitted;
  const { counts } = prepared;
  const hasFolds = fitted.folds > 0;
  const evidence = evidenceOf(prepared, fitted);
  return {
    positives: counts.positives,
    negatives: counts.negatives,
    backgroundRows: counts.background,
    seed: options.seed,
    regularisation: fitted.penalty,
    learned: learnedShare(prepared, fitted),
    folds: fitted.folds,
    calibration: { method: calibration.method, slope: calibration.slope, intercept: calibration.intercept },
    prevalence: calibration.prevalence,
    averagePrecision: hasFolds ? averagePrecisionOf(evidence) : null,
    calibrationError: hasFolds ? calibrationErrorOf(evidence) : null,
    thresholds: suggestThresholds(evidence, options.targets),
  };
}

function evidenceOf(prepared: PreparedRows, { folds, decisions, calibration }: FittedProbe): Evidence {
  const { counts, parts, inBackground } = prepared;
  const { intercept, slope, prevalence, hiddenShift } = calibration;
  const scores = decisions.map((decision) => scoreOf(decision, calibration));
  const hidden = { slope, intercept: intercept + hiddenShift };
  const chances = decisions.map((decision, row) =>
    parts[row] === BACKGROUND ? scoreOf(decision, hidden) : parts[row] === POSITIVE ? 1 : 0,
  );
  const areOthersSample = counts.background > 0 || inBackground.includes(1);
  const isOther = (row: number) =>
    areOthersSample ? parts[row] === BACKGROUND || inBackground[row] === 1 : parts[row] === NEGATIVE;
  const rows = [...parts.keys()];
  return {
    positives: folds > 0 ? scores.filter((_, row) => parts[row] === POSITIVE).sort() : new Float64Array(),
    others: rows.filter(isOther).map((row) => ({ score: scores[row] as number, chance: chances[row] as number })),
    prevalence,
    positiveCount: counts.positives,
    areOthersSample,
  };
}

/** 1 - the cosine between the weights and the direction of the prior, from the mean of the rest to that of the positives. */
function learnedShare({ dims, rows, parts }: PreparedRows, { solution }: FittedProbe): number {
  const prior = new Float64Array(dims);
  const positives = parts.filter((part) => part === POSITIVE).length;
  for (const [row, part] of parts.entries())
    if (part === POSITIVE)
      for (let j = 0; j < dims; j++) prior[j] = (prior[j] as number) + (rows[row * dims + j] as number) / positives;
  const normal = solution.subarray(0, dims);
  const length = Math.sqrt(dot(normal, normal) * dot(prior, prior));
  return length > 0 ? Math.min(1, Math.max(0, 1 - dot(normal, prior) / length)) : 0;
}

/** In the catalog: positives weigh as much as they are of it, the others as much as they are likely none. */
function weighed({ positives, others, prevalence }: Evidence) {
  const scores = Float64Array.of(...positives, ...others.map(({ score }) => score));
  const isPositive = Uint8Array.from(scores, (_, row) => (row < positives.length ? 1 : 0));
  const restSum = others.reduce((sum, { chance }) => sum + 1 - chance, 0);
  const rest = others.map(({ chance }) => ((1 - prevalence) * (1 - chance)) / restSum);
  const each = prevalence / positives.length;
  return { scores, isPositive, weights: Float64Array.of(...positives.map(() => each), ...rest) };
}

function averagePrecisionOf(evidence: Evidence): Estimate {
  const { scores, isPositive, weights } = weighed(evidence);
  const value = averagePrecision(scores, isPositive, weights);
  const error = 1.96 * Math.sqrt((value * (1 - value)) / evidence.positives.length);
  return { value, low: Math.max(0, value - error), high: Math.min(1, value + error) };
}

function calibrationErrorOf(evidence: Evidence): number {
  const { scores, isPositive, weights } = weighed(evidence);
  return calibrationError(scores, isPositive, weights);
}
