import type { DensityTree, PeakMerge } from "./density-tree.ts";

/** How many clusters each level may have where the data has as many, coarsest first. */
const LEVEL_SIZES = [
  { least: 5, most: 12 },
  { least: 15, most: 40 },
  { least: 50, most: 150 },
] as const;

/**
 * How far two peaks stand above the saddle between them to be two clusters, in log density. Random points of an even
 * density have peaks of up to 0.5 above their saddles.
 */
const LEAST_PROMINENCE = 0.8;

/** A level's clusters differ in number from those of the level above by this factor at least. */
const LEAST_GROWTH = 1.25;

/**
 * The peaks that stand for clusters, per level, coarsest first; those of a level are among those of the next. Peaks are
 * taken by excess of mass, and a level ends where the next peak has the least of it in proportion: there the data has a
 * step. No level where there is only one cluster, and fewer levels where a further one would show nothing new.
 */
export function clusterLevels(
  { merges, root }: Pick<DensityTree, "merges" | "root">,
  { levels, minimumRows }: { levels: number; minimumRows: number },
): ReadonlySet<number>[] {
  const candidates = merges
    .filter(({ rows, prominence }) => rows >= minimumRows && prominence >= LEAST_PROMINENCE)
    .sort((a, b) => b.excess - a.excess || a.peak - b.peak);
  const floor = minimumRows * LEAST_PROMINENCE;
  const chosen: ReadonlySet<number>[] = [];
  let before = 1;
  for (const { least, most } of LEVEL_SIZES.slice(0, levels)) {
    const size = stepWithin(candidates, { least, most, floor });
    if (size < 2 || size < before * LEAST_GROWTH) continue;
    chosen.push(new Set([root, ...candidates.slice(0, size - 1).map(({ peak }) => peak)]));
    before = size;
  }
  return chosen;
}

/** How many clusters: from `least` to `most`, up to the largest step in excess; all where there are not as many. */
function stepWithin(
  candidates: readonly PeakMerge[],
  { least, most, floor }: { least: number; most: number; floor: number },
): number {
  const all = candidates.length + 1;
  if (all <= least) return all;
  let best = least;
  let largest = 0;
  for (let size = least; size <= Math.min(most, all); size++) {
    const last = candidates[size - 2] as PeakMerge;
    const step = last.excess / (candidates[size - 1]?.excess ?? Math.min(floor, last.excess));
    if (step > largest) [best, largest] = [size, step];
  }
  return all <= most && all < best * LEAST_GROWTH ? all : best;
}
