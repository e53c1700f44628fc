import type { Parallel } from "../parallel.ts";
import type { Points } from "../projection/points.ts";
import { buildIndex } from "./build-index.ts";
import type { cellTasks } from "./cell-tasks.ts";
import type { Neighbours } from "./neighbours.ts";
import { neighboursWithin } from "./query-neighbours.ts";
import type { searchTasks } from "./search-tasks.ts";

export interface NearestNeighboursOptions {
  k: number;
  seed: number;
  signal?: AbortSignal | undefined;
  /** Share done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/** Of the work, what is making the cells. */
const BUILD_SHARE = 0.15;

/**
 * The k nearest other rows of each row (fewer where there are fewer), by Euclidean distance of finite vectors; exact up
 * to 20,000 rows (as far as float32 tells candidates apart: see `NearestLists`), beyond by cells (ADR 9 has recall and
 * times). Depends on points, k and seed alone, not on the threads.
 */
export async function nearestNeighbours(
  parallel: Parallel<typeof cellTasks & typeof searchTasks>,
  points: Points,
  { k, seed, signal, onProgress }: NearestNeighboursOptions,
): Promise<Neighbours> {
  const index = await buildIndex(parallel, points, {
    seed,
    signal,
    onProgress: (share) => onProgress?.(BUILD_SHARE * share),
  });
  return neighboursWithin(parallel, index, {
    k,
    signal,
    onProgress: (share) => onProgress?.(BUILD_SHARE + (1 - BUILD_SHARE) * share),
  });
}
