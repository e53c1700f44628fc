import { calibrationError } from "../statistics/calibration-error.ts";
import { averagePrecision } from "../statistics/precision-recall.ts";
import { wilson } from "../statistics/wilson-interval.ts";
import { checkExamples, checkOptions } from "./check-examples.ts";
import { type FittedProbe, fitProbe } from "./fit-probe.ts";
import { dot } from "./lbfgs.ts";
import { BACKGROUND, NEGATIVE, POSITIVE, type PreparedRows, prepareRows } from "./prepare-rows.ts";
import type { Estimate, ProbeExamples, ProbeOptions, ProbeReport, TrainedProbe } from "./probe.ts";
import { scoreOf } from "./score-of.ts";
import { type Evidence, lackOf, suggestThresholds, sumOf } from "./suggest-thresholds.ts";

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
  const evidence = evidenceOf(prepared, fitted);
  const isTold = lackOf(evidence) === undefined;
  return {
    positives: counts.positives,
    negatives: counts.negatives,
    backgroundRows: counts.background,
    seed: options.seed,
    regularisation: fitted.penalty,
    learned: learnedShare(prepared, fitted),
    folds: fitted.folds,
    calibration: { method: calibration.method, slope: calibration.slope, intercept: calibration.intercept },
    // Without folds it is a guess, and without random rows the balance that somebody chose.
    prevalence: fitted.folds > 0 && evidence.areOthersSample ? calibration.prevalence : null,
    averagePrecision: isTold ? averagePrecisionOf(evidence) : null,
    calibrationError: isTold ? calibrationErrorOf(evidence) : null,
    thresholds: suggestThresholds(evidence, options.targets),
  };
}

function evidenceOf(prepared: PreparedRows, { folds, decisions, calibration }: FittedProbe): Evidence {
  const { counts, parts, inBackground, isAsked } = prepared;
  const { intercept, slope, prevalence, hiddenShift } = calibration;
  const hidden = { slope, intercept: intercept + hiddenShift };
  const rows = [...parts.keys()].map((row) => {
    const decision = decisions[row] as number;
    const part = parts[row];
    const chance = part === BACKGROUND ? scoreOf(decision, hidden) : part === POSITIVE ? 1 : 0;
    const isSampled = part === BACKGROUND || inBackground[row] === 1;
    return { score: scoreOf(decision, calibration), chance, part, isSampled, isAsked: isAsked[row] === 1 };
  });
  const areOthersSample = rows.some(({ isSampled }) => isSampled);
  const positives = folds > 0 ? rows.filter(({ part }) => part === POSITIVE) : [];
  // Positives that were found by asking for likely rows are easier to find than others: then the random rows tell.
  const isBiased = areOthersSample && positives.some((row) => row.isAsked);
  return {
    positives: Float64Array.from(positives, ({ score }) => score).sort(),
    likePositives: isBiased
      ? rows.filter((row) => row.isSampled || (row.part === POSITIVE && !row.isAsked))
      : positives,
    others: rows.filter((row) => (areOthersSample ? row.isSampled : row.part === NEGATIVE)),
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

/** In the catalog: what is like its positives weighs as much as they are of it, the others as much as they are likely none. */
function weighed({ likePositives, others, prevalence }: Evidence) {
  const scores = Float64Array.from([...likePositives, ...others], ({ score }) => score);
  const isPositive = Uint8Array.from(scores, (_, row) => (row < likePositives.length ? 1 : 0));
  const sum = sumOf(likePositives);
  const restSum = others.length - sumOf(others);
  const as = likePositives.map(({ chance }) => (prevalence * chance) / sum);
  const rest = others.map(({ chance }) => ((1 - prevalence) * (1 - chance)) / restSum);
  return { scores, isPositive, weights: Float64Array.of(...as, ...rest), count: sum };
}

function averagePrecisionOf(evidence: Evidence): Estimate {
  const { scores, isPositive, weights, count } = weighed(evidence);
  const value = averagePrecision(scores, isPositive, weights);
  // Of a share, as if each positive were found or not: rough.
  return { ...wilson(value * count, count), value };
}

function calibrationErrorOf(evidence: Evidence): number {
  const { scores, isPositive, weights } = weighed(evidence);
  return calibrationError(scores, isPositive, weights);
}
