/** Precision and recall at each distinct score, from the highest down: rows of that score and above count as hits. */
export interface PrecisionRecallCurve {
  /** Falling, all distinct. */
  thresholds: Float64Array;
  precision: Float64Array;
  recall: Float64Array;
  /** Weight of the rows that reach the threshold. */
  hits: Float64Array;
  /** Weight of all positive rows. */
  positives: number;
}

export interface ScoredRows {
  scores: ArrayLike<number>;
  /** 1 for a positive row, 0 for another. */
  isPositive: ArrayLike<number | boolean>;
  /** How much each row counts, >= 0; 1 unless given. A row of weight 0 makes no point. */
  weights?: ArrayLike<number>;
}

/**
 * The whole curve, one point for each distinct score, so rows of the same score are never told apart. Agrees with
 * scikit-learn's `precision_recall_curve`, which goes the other way and ends with an added point of precision 1 and
 * recall 0. Recall is 1 everywhere when no row is positive, as there. Throws RangeError on scores that are not numbers and
 * lengths that differ. O(n log n).
 */
export function precisionRecallCurve(rows: ScoredRows): PrecisionRecallCurve {
  const { scores, isPositive, weights } = rows;
  const order = fallingOrder(rows);
  const curve = { thresholds: [] as number[], precision: [] as number[], recall: [] as number[], hits: [] as number[] };
  let positive = 0;
  let hits = 0;
  for (const [place, row] of order.entries()) {
    const weight = weights?.[row] ?? 1;
    hits += weight;
    if (isPositive[row]) positive += weight;
    const next = order[place + 1];
    if (next !== undefined && scores[next] === scores[row]) continue;
    curve.thresholds.push(scores[row] as number);
    curve.precision.push(hits > 0 ? positive / hits : 0);
    curve.recall.push(positive);
    curve.hits.push(hits);
  }
  return {
    thresholds: Float64Array.from(curve.thresholds),
    precision: Float64Array.from(curve.precision),
    recall: Float64Array.from(curve.recall, (found) => (positive > 0 ? found / positive : 1)),
    hits: Float64Array.from(curve.hits),
    positives: positive,
  };
}

/**
 * Mean of the precisions over the steps of recall, without interpolation, as scikit-learn's `average_precision_score`;
 * 0 when no row is positive.
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<number | boolean>,
  weights?: ArrayLike<number>,
): number {
  const curve = precisionRecallCurve({ scores, isPositive, ...(weights ? { weights } : {}) });
  let sum = 0;
  let before = 0;
  for (const [point, recall] of curve.recall.entries()) {
    sum += (recall - before) * (curve.precision[point] as number);
    before = recall;
  }
  return curve.positives > 0 ? sum : 0;
}

/** Rows by falling score. */
function fallingOrder({ scores, isPositive, weights }: ScoredRows): Uint32Array {
  const count = scores.length;
  if (isPositive.length !== count || (weights && weights.length !== count))
    throw new RangeError(
      `${count} scores, ${isPositive.length} classes and ${weights?.length ?? count} weights differ.`,
    );
  const order = new Uint32Array(count);
  let counted = 0;
  for (let row = 0; row < count; row++) {
    const weight = weights?.[row] ?? 1;
    if (Number.isNaN(scores[row])) throw new RangeError(`The score of row ${row} is not a number.`);
    if (!(weight >= 0 && weight < Infinity)) throw new RangeError(`The weight of row ${row} is ${weight}.`);
    if (weight > 0) order[counted++] = row;
  }
  return order
    .subarray(0, counted)
    .sort((a, b) => ((scores[a] as number) > (scores[b] as number) ? -1 : scores[a] === scores[b] ? a - b : 1));
}
