import { type Parallel, sharedFloats, sharedInts } from "../parallel.ts";
import type { Points } from "../projection/points.ts";
import { ASSIGN_ROWS, type cellTasks, GATHER_ROWS, MOVE_PARTS } from "./cell-tasks.ts";
import type { NeighbourIndex } from "./neighbour-index.ts";

/** Up to here every row is looked at: a search is exact. */
const EXACT_ROWS = 20_000;
const EXACT_CELL_ROWS = 1024;
const SAMPLE_ROWS_PER_CELL = 64;
const ROUNDS = 6;

export interface BuildIndexOptions {
  seed: number;
  /** Default: by the number of rows; 0: the search is exact. */
  cells?: number | undefined;
  probes?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Share done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/**
 * Puts rows (finite values) into cells around centres found by k-means on a sample (six rounds over
 * 64 rows a cell), which costs about as much as comparing every row with every centre. Up to 20,000 rows there are no
 * centres and the search is exact. Depends on points and seed
 * alone, not on the threads. Takes as much memory again as the points, save where the search is exact.
 */
export async function buildIndex(
  parallel: Parallel<typeof cellTasks>,
  points: Points,
  options: BuildIndexOptions,
): Promise<NeighbourIndex> {
  const { count, dims } = points;
  const wanted = options.cells ?? (count <= EXACT_ROWS ? 0 : defaultCells(count));
  if (wanted === 0) return exactIndex(points);
  const cells = Math.min(wanted, count);
  const centres = await fitCentres(parallel, points, { ...options, cells });
  const cellOf = sharedInts(count);
  const { signal } = options;
  await parallel.run("assignCells", { points, centres, cellOf }, Math.ceil(count / ASSIGN_ROWS), { signal });
  const rows = sharedInts(count);
  const [order] = await parallel.run("orderCells", { cellOf, cells, rows }, 1, { signal });
  if (!order) throw new Error("The rows were not put in order.");
  const values = sharedFloats(count * dims);
  await parallel.run("gatherRows", { points, rows, values }, Math.ceil(count / GATHER_ROWS), { signal });
  options.onProgress?.(1);
  const { starts, centreOf } = order;
  const ofCells = sharedFloats(centreOf.length * dims);
  centreOf.forEach((centre, cell) => {
    ofCells.set(centres.values.subarray(centre * dims, (centre + 1) * dims), cell * dims);
  });
  const probes = Math.min(options.probes ?? defaultProbes(centreOf.length), centreOf.length);
  return { count, dims, cells: centreOf.length, probes, centres: ofCells, starts, rows, values };
}

const defaultCells = (count: number): number => Math.round(2 * Math.sqrt(count));
const defaultProbes = (cells: number): number => Math.max(12, Math.round(0.7 * Math.sqrt(cells)));

function exactIndex({ values, count, dims }: Points): NeighbourIndex {
  const cells = Math.max(1, Math.ceil(count / EXACT_CELL_ROWS));
  const starts = Int32Array.from({ length: cells + 1 }, (_, cell) => Math.min(count, cell * EXACT_CELL_ROWS));
  const rows = sharedInts(count);
  for (let i = 0; i < count; i++) rows[i] = i;
  return { count, dims, cells, probes: cells, centres: new Float32Array(0), starts, rows, values };
}

async function fitCentres(
  parallel: Parallel<typeof cellTasks>,
  points: Points,
  { cells, seed, signal, onProgress }: BuildIndexOptions & { cells: number },
): Promise<Points> {
  const { dims } = points;
  const count = Math.min(points.count, cells * SAMPLE_ROWS_PER_CELL);
  const sample: Points = { values: sharedFloats(count * dims), count, dims };
  const centres: Points = { values: sharedFloats(cells * dims), count: cells, dims };
  await parallel.run("startCells", { points, seed, sample, centres }, 1, { signal });
  const cellOf = sharedInts(count);
  for (let round = 0; round < ROUNDS; round++) {
    const parts = Math.ceil(count / ASSIGN_ROWS);
    await parallel.run("assignCells", { points: sample, centres, cellOf }, parts, { signal });
    await parallel.run("moveCentres", { points: sample, centres, cellOf }, MOVE_PARTS, { signal });
    onProgress?.((0.8 * (round + 1)) / ROUNDS);
  }
  return centres;
}
