const ROUNDS = 64;
const TOLERANCE = 1e-5;
const LEAST_SCALE = 1e-3;

/**
 * Writes how much each of a row's `k` neighbours belongs to it, 0 to 1, to `weights` from `at` on: exp(-(d - r) / s),
 * where r is the distance to the nearest neighbour that is not a duplicate and s is such that the weights add up to
 * log2(k + 1) - the smooth distances of UMAP (McInnes, Healy and Melville 2018, algorithm 3; umap-learn counts the row
 * itself among its k). `meanDistance` is that of all rows (each with itself among its neighbours): s is never below a thousandth of the row's mean, or of that
 * where all neighbours are duplicates. Neighbours below 0 weigh 0.
 */
export function smoothDistances(
  { indices, distances, k, weights, meanDistance }: SmoothArguments,
  at: number,
): { nearest: number; scale: number } {
  let nearest = 0;
  let mean = 0;
  for (let e = at; e < at + k; e++) {
    const distance = distances[e] as number;
    mean += distance / (k + 1);
    if (nearest === 0 && distance > 0) nearest = distance;
  }
  const excess = (e: number): number => Math.max(0, (distances[e] as number) - nearest);
  const sum = (scale: number): number => {
    let total = 0;
    for (let e = at; e < at + k; e++) total += Math.exp(-excess(e) / scale);
    return total;
  };
  const settled = settle(sum, Math.log2(k + 1));
  const scale = Math.max(settled, LEAST_SCALE * (nearest > 0 ? mean : meanDistance)) || 1;
  for (let e = at; e < at + k; e++) weights[e] = (indices[e] as number) < 0 ? 0 : Math.exp(-excess(e) / scale);
  return { nearest, scale };
}

export interface SmoothArguments {
  /** Of neighbours, nearest first, `k` a row. */
  indices: Int32Array;
  distances: Float32Array;
  k: number;
  weights: Float32Array;
  meanDistance: number;
}

/** The scale at which a rising sum has its target, by doubling and halving as umap-learn does. */
function settle(sum: (scale: number) => number, target: number): number {
  let [low, high, scale] = [0, Number.POSITIVE_INFINITY, 1];
  for (let round = 0; round < ROUNDS; round++) {
    const total = sum(scale);
    if (Math.abs(total - target) < TOLERANCE) break;
    if (total > target) high = scale;
    else low = scale;
    scale = high === Number.POSITIVE_INFINITY ? scale * 2 : (low + high) / 2;
  }
  return scale;
}
