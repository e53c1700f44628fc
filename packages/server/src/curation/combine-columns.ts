import type { CombinationOperator } from "@pomona/contract/combinations";
import { inTurns } from "../store/rank-column.ts";

/** Scores of a part by ordinal, NaN where it has none, with its weight in a sum. */
export interface PartColumn {
  column: Float32Array;
  weight: number;
}

/**
 * The scores of a combination: see `combinationOperator` for what each operator makes of its parts. Rows beyond a column
 * have no score in that part. In float32, part by part in their order; in turns.
 */
export async function combineColumns(
  operator: CombinationOperator,
  parts: readonly PartColumn[],
): Promise<Float32Array> {
  const length = Math.max(0, ...parts.map(({ column }) => column.length));
  const combined = new Float32Array(length).fill(Number.NaN);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const scores = new Float64Array(parts.length);
  await inTurns(length, (start, end) => {
    for (let row = start; row < end; row++) {
      for (let part = 0; part < parts.length; part++) scores[part] = parts[part]?.column[row] ?? Number.NaN;
      combined[row] = combine(operator, scores, { parts, total });
    }
  });
  return combined;
}

function combine(
  operator: CombinationOperator,
  scores: Float64Array,
  { parts, total }: { parts: readonly PartColumn[]; total: number },
): number {
  switch (operator) {
    case "and":
      return scores.reduce((least, score) => Math.min(least, score), Number.POSITIVE_INFINITY);
    case "or":
      return scores.reduce(
        // NaN in front of the first part that has a score, and of those that have none.
        (most, score) => (Number.isNaN(score) ? most : Number.isNaN(most) ? score : Math.max(most, score)),
        Number.NaN,
      );
    case "not":
      return 1 - (scores[0] as number);
    case "sum":
      return scores.reduce((sum, score, part) => sum + score * (parts[part] as PartColumn).weight, 0) / total;
    case "product":
      return scores.reduce((product, score) => product * score, 1);
  }
}
