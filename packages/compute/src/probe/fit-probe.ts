import { type Calibration, calibrateByPrior, calibrateOutOfFold } from "./calibrate.ts";
import { chooseCandidate, penaltiesAround, usualPenalty } from "./choose-penalty.ts";
import { type Candidate, crossValidate, foldsFor } from "./cross-validate.ts";
import { dot } from "./lbfgs.ts";
import { LogisticBench, type LogisticSolution } from "./logistic.ts";
import { dealFolds, type PreparedRows } from "./prepare-rows.ts";
import type { ProbeOptions } from "./probe.ts";
import { balancedWeights, defaultBackgroundWeight } from "./row-weights.ts";

export interface FittedProbe {
  /** In the coordinates of the prepared rows; not calibrated. */
  solution: LogisticSolution;
  penalty: number;
  folds: number;
  /** Of each row, out of fold; of the model itself where there are no folds. */
  decisions: Float64Array;
  calibration: Calibration;
}

/** Chooses the penalty, solves for it on all rows, and calibrates on the rows left out. */
export function fitProbe(prepared: PreparedRows, options: ProbeOptions): FittedProbe {
  const { counts, parts, isPositive } = prepared;
  if (counts.negatives + counts.background === 0) return towardsPositives(prepared);
  const count = foldsFor(counts.positives);
  const folds = { count, of: dealFolds(parts, Math.max(1, count), options.seed) };
  const backgroundWeight = options.backgroundWeight ?? defaultBackgroundWeight(counts.negatives);
  const usual = options.regularisation ?? usualPenalty(counts.positives);
  const weights = balancedWeights(parts, backgroundWeight);
  const bench = new LogisticBench(prepared, weights);
  const isOpen = options.regularisation === null && count > 0;
  const penalties = isOpen ? penaltiesAround(usual) : [usual];
  const candidates = crossValidate(prepared, bench, { folds, backgroundWeight, penalties });
  const chosen = isOpen ? chooseCandidate(candidates, usual, { isPositive, weights }) : (candidates[0] as Candidate);
  const { penalty, outOfFold: decisions } = chosen;
  const solution = bench.solve(weights, penalty, chosen.solution);
  const calibration = count > 0 ? calibrateOutOfFold(decisions, prepared) : calibrateByPrior(decisions, parts);
  return { solution, penalty, folds: count, decisions, calibration };
}

/** Without anything else to tell positives from, there is only their mean to be like. */
function towardsPositives({ dims, rows, parts }: PreparedRows): FittedProbe {
  const solution = new Float64Array(dims + 1);
  for (let at = 0; at < rows.length; at++)
    solution[at % dims] = (solution[at % dims] as number) + (rows[at] as number) / parts.length;
  const direction = solution.subarray(0, dims);
  const decisions = Float64Array.from(parts, (_, row) => dot(direction, rows.subarray(row * dims, (row + 1) * dims)));
  const calibration = calibrateByPrior(decisions, parts);
  return { solution, penalty: usualPenalty(parts.length), folds: 0, decisions, calibration };
}
