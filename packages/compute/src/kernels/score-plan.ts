import type { CompiledScorer } from "../scorer.ts";

/** Room for the vectors of a pass. */
export const QUERY_BYTES = 4 << 20;
/** Vectors of a pass. */
const MOST_QUERIES = 16_384;

/** Consecutive vectors of `source`, from vector `from`. */
export interface QueryRange {
  source: Float32Array;
  from: number;
  count: number;
}

/** What one pass computes of one scorer; a scorer too large for one pass has several steps. */
export interface ScoreStep {
  scorer: number;
  positives: QueryRange;
  negatives: QueryRange;
  weight: number;
  /** Of a probe; undefined for a similarity. */
  bias: number | undefined;
  isFirst: boolean;
  isLast: boolean;
}

/** How scorers are computed together: passes over a block of vectors, each with as many query vectors as fit. */
export interface ScorePlan {
  dims: number;
  /** Floats from one query vector to the next: dims rounded up to a multiple of 8. */
  stride: number;
  passes: ScoreStep[][];
  /** Query vectors in all scorers. */
  queryCount: number;
}

/** Orders the work of scorers of equal `dims`. The grouping never changes a score. */
export function planScores(scorers: readonly CompiledScorer[], queryBytes = QUERY_BYTES): ScorePlan {
  const dims = scorers[0]?.dims ?? 0;
  const stride = Math.ceil(dims / 8) * 8;
  const capacity = Math.min(MOST_QUERIES, Math.floor(queryBytes / (stride * 4)));
  const passes: ScoreStep[][] = [];
  let room = 0;
  let queryCount = 0;
  scorers.forEach((scorer, index) => {
    if (scorer.dims !== dims)
      throw new RangeError(`Scorers of ${dims} and ${scorer.dims} dims cannot be planned together.`);
    const positiveCount = scorer.positives.length / dims;
    const total = positiveCount + scorer.negatives.length / dims;
    queryCount += total;
    for (let start = 0; start < total; start += capacity) {
      const end = Math.min(total, start + capacity);
      if (total > room) {
        passes.push([]);
        room = capacity;
      }
      room -= end - start;
      passes.at(-1)?.push({
        scorer: index,
        positives: rangeOf(scorer.positives, start, Math.min(end, positiveCount)),
        negatives: rangeOf(scorer.negatives, Math.max(start, positiveCount) - positiveCount, end - positiveCount),
        weight: scorer.negativeWeight,
        bias: scorer.bias,
        isFirst: start === 0,
        isLast: end === total,
      });
    }
  });
  return { dims, stride, passes, queryCount };
}

const rangeOf = (source: Float32Array, from: number, to: number): QueryRange => ({
  source,
  from,
  count: Math.max(0, to - from),
});
