import { type Parallel, sharedFloats, sharedInts } from "../parallel.ts";
import type { Points } from "../projection/points.ts";
import type { NeighbourIndex } from "./neighbour-index.ts";
import type { Neighbours } from "./neighbours.ts";
import type { searchTasks } from "./search-tasks.ts";

const PART_ROWS = 2048;
const SMALL_PART_ROWS = 512;

export interface QueryOptions {
  k: number;
  /** Cells that each query looks at; default: those of the index. */
  probes?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Share done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/**
 * The k nearest rows of an index (fewer where it has fewer) to each query; near to all of them where it has cells,
 * exact where it has not. What a query gets depends on the index and its own vector alone.
 */
export function queryNeighbours(
  parallel: Parallel<typeof searchTasks>,
  index: NeighbourIndex,
  queries: Points,
  options: QueryOptions,
): Promise<Neighbours> {
  if (queries.dims !== index.dims) throw new RangeError(`Queries have ${queries.dims} dims, the index ${index.dims}.`);
  return search(parallel, index, { ...options, queries, k: Math.min(options.k, index.count) });
}

/** The k nearest other rows of each row of an index: row i of the answer is row i of the points it was built from. */
export function neighboursWithin(
  parallel: Parallel<typeof searchTasks>,
  index: NeighbourIndex,
  options: QueryOptions,
): Promise<Neighbours> {
  return search(parallel, index, { ...options, queries: undefined, k: Math.min(options.k, index.count - 1) });
}

async function search(
  parallel: Parallel<typeof searchTasks>,
  index: NeighbourIndex,
  { queries, k, probes = index.probes, signal, onProgress }: QueryOptions & { queries: Points | undefined },
): Promise<Neighbours> {
  const { count } = queries ?? index;
  const indices = sharedInts(count * Math.max(0, k));
  const distances = sharedFloats(count * Math.max(0, k));
  if (count === 0 || k < 1) return { indices, distances, k: Math.max(0, k) };
  const partRows = count <= 4 * PART_ROWS ? SMALL_PART_ROWS : PART_ROWS;
  const parts = Math.ceil(count / partRows);
  let done = 0;
  const args = {
    index,
    queries,
    k,
    probes: index.centres.length === 0 ? index.cells : Math.min(probes, index.cells),
    partRows,
    indices,
    distances,
  };
  const onPart = onProgress && ((): void => onProgress(++done / parts));
  await parallel.run("searchNeighbours", args, parts, { signal, onPart });
  return { indices, distances, k };
}
