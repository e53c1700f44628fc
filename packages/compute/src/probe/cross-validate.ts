import { dot } from "./lbfgs.ts";
import type { LogisticBench, LogisticSolution } from "./logistic.ts";
import type { PreparedRows } from "./prepare-rows.ts";
import { balancedWeights } from "./row-weights.ts";

/** One for each fold, and the eighth slot of the kernels for all rows. */
const MAX_FOLDS = 7;
const MIN_POSITIVES = 5;

/** 0 where there are too few positives to leave some out. */
export const foldsFor = (positives: number): number => (positives < MIN_POSITIVES ? 0 : Math.min(MAX_FOLDS, positives));

export interface Folds {
  count: number;
  /** The fold of each row. */
  of: Uint8Array;
}

export interface Candidate {
  penalty: number;
  /** Of all rows; rough. */
  solution: LogisticSolution;
  /** Decision value of each row by the model that was trained without its fold; by that of all rows without folds. */
  outOfFold: Float64Array;
}

interface Plan {
  folds: Folds;
  backgroundWeight: number;
  /** Falling. */
  penalties: readonly number[];
}

/** Trains on all rows and on all but each fold, for each penalty. */
export function crossValidate(prepared: PreparedRows, bench: LogisticBench, plan: Plan): Candidate[] {
  const { folds, backgroundWeight, penalties } = plan;
  const { dims, rows, parts } = prepared;
  const withoutFold = Array.from({ length: folds.count }, (_, fold) =>
    balancedWeights(parts, backgroundWeight, (row) => folds.of[row] !== fold),
  );
  const path = bench.path([balancedWeights(parts, backgroundWeight), ...withoutFold], penalties);
  return path.map(([solution, ...models], place) => ({
    penalty: penalties[place] as number,
    solution: solution as LogisticSolution,
    outOfFold: Float64Array.from(parts, (_, row) => {
      const model = (folds.count > 0 ? models[folds.of[row] as number] : solution) as LogisticSolution;
      return dot(model.subarray(0, dims), rows.subarray(row * dims, (row + 1) * dims)) + (model[dims] as number);
    }),
  }));
}
