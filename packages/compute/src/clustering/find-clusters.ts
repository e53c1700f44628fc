import { labelPlaces } from "./cluster-contours.ts";
import { clusterLevels } from "./cluster-levels.ts";
import { middles } from "./cluster-middles.ts";
import { densityTree } from "./density-tree.ts";
import { nearestPlace, planeNeighbours } from "./plane-neighbours.ts";
import { buildPlaneTree, type PlaneTree } from "./plane-tree.ts";

export interface ClusterOptions {
  /** 1 to 3; fewer are found where the points have fewer. */
  levels: number;
  /** A cluster has at least so many points; default: half the square root of their number, 10 or more. */
  minimumRows?: number;
}

/** A dense region of a map. Its points lie in its parent's. */
export interface FoundCluster {
  /** Unique over all levels, from 0, larger clusters first within a level. */
  id: number;
  /** 0 is the coarsest. */
  level: number;
  /** null at level 0. */
  parent: number | null;
  rows: number;
  /** Its point nearest the mean of its points. */
  x: number;
  y: number;
}

export interface FoundClusters {
  /** Per level the id of each point's cluster, -1 for none. Fewer levels than asked for where the points have fewer. */
  labels: Int32Array<ArrayBuffer>[];
  /** By id. */
  clusters: FoundCluster[];
}

export interface PlanePoints {
  /** `x0 y0 x1 y1 …`, finite. */
  coordinates: Float32Array;
  count: number;
}

/** Points that clusters are sought among; more would not change the clusters, only the time. */
const SOUGHT_AMONG = 200_000;

/**
 * Density clusters of a map on up to three nested levels: about 5 to 12, 15 to 40 and 50 to 150 where the points have so
 * many, none where they are one heap. Peaks of the density are clusters when they stand out (`density-tree.ts`, after
 * ToMATo) and are chosen per level by their excess of mass (`cluster-levels.ts`); a point belongs to the peak that the
 * density leads up to, or to none (-1) where it is sparse and outside every cluster's contour. Density is that of 8 to 16
 * neighbours, evened out more the more points there are. Beyond 200,000 points, every so-manieth is clustered and the others take the cluster of the nearest of those. Deterministic. Cost: about 4 s
 * for 200,000 points, 6 s for a million; run it on a thread.
 */
export function findClusters(points: PlanePoints, options: ClusterOptions): FoundClusters {
  const { coordinates, count } = points;
  const sampled = Math.min(count, SOUGHT_AMONG);
  const sample = new Float32Array(2 * sampled);
  for (let i = 0; i < sampled; i++) {
    const point = Math.floor((i * count) / sampled);
    sample[2 * i] = coordinates[2 * point] as number;
    sample[2 * i + 1] = coordinates[2 * point + 1] as number;
  }
  const minimumRows = leastRows(sampled, count, options);
  if (count === 0 || sampled < 2 * minimumRows) return { labels: [], clusters: [] };
  const k = Math.min(sampled - 1, Math.max(8, Math.min(16, Math.round(Math.sqrt(sampled) / 1.5))));
  const tree = buildPlaneTree(sample, sampled);
  const rounds = Math.max(2, Math.round((1.5 * minimumRows) / k));
  const density = densityTree(tree, planeNeighbours(tree, k), rounds);
  const chosen = clusterLevels(density, { levels: options.levels, minimumRows });
  return middles(points, labelPoints(points, tree, labelPlaces(density, chosen)));
}

/** The same share of the points that clusters are sought among. */
function leastRows(sampled: number, count: number, { minimumRows }: ClusterOptions): number {
  const wanted = minimumRows ?? Math.max(10, Math.round(Math.sqrt(count) / 2));
  return Math.max(3, Math.ceil((wanted * sampled) / count));
}

/** Gives every point the labels of the place nearest to it. */
function labelPoints(
  { coordinates, count }: PlanePoints,
  tree: PlaneTree,
  byPlace: readonly Int32Array[],
): Int32Array[] {
  if (byPlace.length === 0) return [];
  const nearest = nearestPlace(tree);
  const labels = byPlace.map(() => new Int32Array(count));
  for (let point = 0; point < count; point++) {
    const place = nearest(coordinates[2 * point] as number, coordinates[2 * point + 1] as number);
    for (const [level, label] of labels.entries()) label[point] = byPlace[level]?.[place] as number;
  }
  return labels;
}
