import { dot } from "./lbfgs.ts";
import { type LogisticSolution, logisticPath } from "./logistic.ts";
import { dealFolds, type PreparedRows } from "./prepare-rows.ts";
import { balancedWeights } from "./row-weights.ts";

/** One for each fold, and the eighth slot of the kernels for all rows. */
const MAX_FOLDS = 7;
const MIN_POSITIVES = 3;

/** 0 where there are too few positives to leave some out. */
export const foldsFor = (positives: number): number => (positives < MIN_POSITIVES ? 0 : Math.min(MAX_FOLDS, positives));

export interface Candidate {
  penalty: number;
  /** From all rows; not yet exact. */
  solution: LogisticSolution;
  /** Decision value of each row by the model that was trained without its fold. */
  outOfFold: Float64Array;
}

/** Trains on all rows and on all but each fold, for each penalty of a falling list. */
export function crossValidate(
  prepared: PreparedRows,
  options: { penalties: readonly number[]; folds: number; seed: number; backgroundWeight: number },
): Candidate[] {
  const { penalties, folds, seed, backgroundWeight } = options;
  const { dims, rows, parts } = prepared;
  const foldOf = dealFolds(parts, Math.max(1, folds), seed);
  const sets = Array.from({ length: folds }, (_, fold) =>
    balancedWeights(parts, backgroundWeight, (row) => foldOf[row] !== fold),
  );
  const path = logisticPath(prepared, [balancedWeights(parts, backgroundWeight), ...sets], penalties);
  return path.map(([solution, ...models], place) => ({
    penalty: penalties[place] as number,
    solution: solution as LogisticSolution,
    outOfFold: Float64Array.from(parts, (_, row) => {
      const model = models[foldOf[row] as number] ?? (solution as LogisticSolution);
      return dot(model.subarray(0, dims), rows.subarray(row * dims, (row + 1) * dims)) + (model[dims] as number);
    }),
  }));
}
