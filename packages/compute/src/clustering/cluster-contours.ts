import type { DensityTree } from "./density-tree.ts";

/** A point this far below the mean log density of its cluster is sparse: a third of it. */
const SPARSE = Math.log(3);

/**
 * Per level the peak of the cluster that each place is in, -1 for none: the first chosen one on the way from its own peak
 * to the root. A place is in none where it is sparse and lies below the highest saddle of its cluster, that is outside
 * the contour that sets the cluster apart (HDBSCAN*, Campello et al. 2013, drops all that lie there), unless a finer
 * level has it in a cluster.
 */
export function labelPlaces(tree: DensityTree, levels: readonly ReadonlySet<number>[]): Int32Array[] {
  const labels: Int32Array[] = [];
  for (const chosen of levels.toReversed()) labels.unshift(labelLevel(tree, chosen, labels[0]));
  return labels;
}

function labelLevel(
  { density, peakOf, merges }: DensityTree,
  chosen: ReadonlySet<number>,
  finer: Int32Array | undefined,
): Int32Array {
  // A peak was taken in before the one that took it in, so that backwards each finds what it leads to.
  const clusters = new Int32Array(density.length).map((_, place) => place);
  for (const { peak, into } of merges.toReversed()) if (!chosen.has(peak)) clusters[peak] = clusters[into] as number;
  const own = peakOf.map((peak) => clusters[peak] as number);
  const contour = new Float64Array(density.length).fill(Number.NEGATIVE_INFINITY);
  for (const { peak, into, saddle } of merges) {
    if (!chosen.has(peak)) continue;
    for (const side of [peak, clusters[into] as number]) contour[side] = Math.max(contour[side] as number, saddle);
  }
  const sum = new Float64Array(density.length);
  const rows = new Int32Array(density.length);
  for (const [place, cluster] of own.entries()) {
    sum[cluster] = (sum[cluster] as number) + (density[place] as number);
    rows[cluster] = (rows[cluster] as number) + 1;
  }
  return own.map((cluster, place) => {
    const height = density[place] as number;
    const isSparse = height < (sum[cluster] as number) / (rows[cluster] as number) - SPARSE;
    const isOutside = isSparse && height < (contour[cluster] as number);
    return isOutside && (finer === undefined || finer[place] === -1) ? -1 : cluster;
  });
}
