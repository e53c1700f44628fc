import type { MapTasks } from "../map-tasks.ts";
import { queryNeighbours } from "../neighbours/query-neighbours.ts";
import { type Parallel, sharedFloats } from "../parallel.ts";
import type { MapFit } from "./map-fit.ts";
import { placingParts } from "./place-by-neighbours.ts";
import type { Points } from "./points.ts";
import { reduceVectors } from "./reduce-vectors.ts";

/** Rows placed on a map by its fit; each by itself, whatever others are placed with it. */
export interface PlacedRows {
  /** x0, y0, x1, y1, … */
  coordinates: Float32Array<SharedArrayBuffer>;
  /** Mean distance of each row to its nearest landmarks in the reduced space. */
  misfit: Float32Array<SharedArrayBuffer>;
  /** count * k landmarks (their number in the fit, not their row), nearest first. */
  neighbours: Int32Array;
  /** The neighbours of the fit, or as many landmarks as there are. */
  k: number;
}

export interface PlaceOptions {
  signal?: AbortSignal | undefined;
  /** Share done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/**
 * Places vectors of the space (finite values, not reduced yet; in shared memory if they are many) on a map: a row goes
 * where its nearest landmarks are (`placeByNeighbours`), or along the two main axes on a map of these (pca). The place,
 * misfit and neighbours of a row depend on the fit and its own vector alone: not on the other rows, nor on the threads.
 */
export async function placeRows(
  parallel: Parallel<MapTasks>,
  fit: MapFit,
  vectors: Points,
  options: PlaceOptions = {},
): Promise<PlacedRows> {
  const { count } = vectors;
  const dims = fit.pca.components;
  const into = sharedFloats(count * dims);
  await reduceVectors(parallel, fit.pca, vectors, { into, metric: fit.metric, signal: options.signal });
  return placeReduced(parallel, fit, { values: into, count, dims }, options);
}

/** As `placeRows`, for vectors that were reduced by the axes of the fit already. */
export async function placeReduced(
  parallel: Parallel<MapTasks>,
  fit: Omit<MapFit, "pca" | "rows">,
  points: Points,
  { signal, onProgress }: PlaceOptions = {},
): Promise<PlacedRows> {
  const { count } = points;
  const { method, coordinates: of, curve, index, meanDistance } = fit;
  const { indices, distances, k } = await queryNeighbours(parallel, index, points, {
    k: fit.neighbours,
    signal,
    onProgress: (share) => onProgress?.(0.9 * share),
  });
  const coordinates = sharedFloats(2 * count);
  const misfit = sharedFloats(count);
  const parts = placingParts(count);
  if (fit.metric === "cosine") await parallel.run("cosineDistances", { count, k, distances }, parts, { signal });
  await parallel.run("meanDistances", { count, distances, given: k, k, into: misfit }, parts, { signal });
  if (method === "pca") await parallel.run("mainPlane", { points, into: coordinates }, parts, { signal });
  else {
    const args = { indices, distances, k, meanDistance, coordinates: of, curve, count, into: coordinates };
    await parallel.run("placeByNeighbours", args, parts, { signal });
  }
  onProgress?.(1);
  return { coordinates, misfit, neighbours: indices, k };
}
