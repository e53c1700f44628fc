import { chooseCandidate, penaltiesAround, usualPenalty } from "./choose-penalty.ts";
import { type Candidate, crossValidate, foldsFor } from "./cross-validate.ts";
import { dot } from "./lbfgs.ts";
import { type LogisticSolution, solveLogistic } from "./logistic.ts";
import type { PreparedRows } from "./prepare-rows.ts";
import type { ProbeOptions } from "./probe.ts";
import { balancedWeights, defaultBackgroundWeight } from "./row-weights.ts";

/** A direction and decision values, not yet calibrated. */
export interface FittedProbe {
  /** In the coordinates of the prepared rows. */
  solution: LogisticSolution;
  penalty: number;
  folds: number;
  /** Of each row; of the model itself where there are no folds. */
  decisions: Float64Array;
}

/** Chooses the penalty, and solves for it on all rows. */
export function fitProbe(prepared: PreparedRows, options: ProbeOptions): FittedProbe {
  const { counts, parts, isPositive } = prepared;
  if (counts.negatives + counts.background === 0) return towardsPositives(prepared);
  const folds = foldsFor(counts.positives);
  const backgroundWeight = options.backgroundWeight ?? defaultBackgroundWeight(counts.negatives);
  const usual = options.regularisation ?? usualPenalty(counts.positives);
  const isOpen = options.regularisation === null && folds > 0;
  const penalties = isOpen ? penaltiesAround(usual) : [usual];
  const candidates = crossValidate(prepared, { penalties, folds, seed: options.seed, backgroundWeight });
  const weights = balancedWeights(parts, backgroundWeight);
  const chosen = isOpen ? chooseCandidate(candidates, usual, { isPositive, weights }) : (candidates[0] as Candidate);
  const solution = solveLogistic(prepared, weights, { penalty: chosen.penalty, start: chosen.solution });
  return { solution, penalty: chosen.penalty, folds, decisions: chosen.outOfFold };
}

/** Without anything else to tell positives from, there is only their mean to be like. */
function towardsPositives({ dims, rows, parts }: PreparedRows): FittedProbe {
  const solution = new Float64Array(dims + 1);
  for (let at = 0; at < rows.length; at++)
    solution[at % dims] = (solution[at % dims] as number) + (rows[at] as number) / parts.length;
  const direction = solution.subarray(0, dims);
  const decisions = Float64Array.from(parts, (_, row) => dot(direction, rows.subarray(row * dims, (row + 1) * dims)));
  return { solution, penalty: usualPenalty(parts.length), folds: 0, decisions };
}
