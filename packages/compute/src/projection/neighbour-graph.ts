import { createKernelMemory } from "../kernels/kernels.ts";
import type { Neighbours } from "../neighbours/neighbours.ts";
import { type Parallel, sharedFloats, sharedInts } from "../parallel.ts";
import { perplexityWeights } from "./perplexity-weights.ts";
import { smoothDistances } from "./smooth-distances.ts";

/**
 * A symmetric graph of rows near each other. Edges of row i are `starts[i]` to `starts[i + 1] - 1`; each edge is there from both its
 * ends. All arrays lie in `memory`, where the kernels of the layout find them.
 */
export interface NeighbourGraph {
  memory: WebAssembly.Memory;
  count: number;
  starts: Int32Array;
  tails: Int32Array;
  /** Weight of each edge, above 0: over the largest of all (umap), or over the sum of all (tsne). */
  rates: Float32Array;
  /** Two sets of places, 2 * count each: a round reads one and writes the other. */
  places: [Float32Array, Float32Array];
}

const PART_ROWS = 4096;
/** The kernels ask for as much. */
const LEAST_MEMORY_BYTES = 131_072;

export interface RowsArguments extends Neighbours {
  count: number;
  /** count * k: how much a neighbour belongs to a row. */
  weights: Float32Array;
  /** count * k: the weight of the same edge seen from its other end, 0 where that does not have it. */
  reverse: Float32Array;
  meanDistance: number;
  /** Null: the smooth distances of UMAP. */
  perplexity: number | null;
}
type EdgesArguments = RowsArguments & Omit<NeighbourGraph, "memory" | "places">;

export const neighbourGraphTasks = {
  sumDistances: ({ count, k, distances }: RowsArguments, part: number): number => {
    let sum = 0;
    const end = Math.min(count, (part + 1) * PART_ROWS) * k;
    for (let e = part * PART_ROWS * k; e < end; e++) sum += distances[e] as number;
    return sum;
  },
  weighNeighbours: (args: RowsArguments, part: number): void => {
    const end = Math.min(args.count, (part + 1) * PART_ROWS);
    for (let i = part * PART_ROWS; i < end; i++) {
      if (args.perplexity === null) smoothDistances(args, i * args.k);
      else perplexityWeights(args, i * args.k, args.perplexity);
    }
  },
  findReverse: ({ count, k, indices, weights, reverse }: RowsArguments, part: number): void => {
    const end = Math.min(count, (part + 1) * PART_ROWS);
    for (let i = part * PART_ROWS; i < end; i++) {
      for (let e = i * k; e < (i + 1) * k; e++) {
        if (weights[e] === 0) continue;
        const other = (indices[e] as number) * k;
        const at = indices.subarray(other, other + k).indexOf(i);
        reverse[e] = at < 0 ? 0 : (weights[other + at] as number);
      }
    }
  },
  countEdges: ({ count, k, indices, weights, reverse, starts }: EdgesArguments): number => {
    for (let i = 0; i < count; i++) {
      for (let e = i * k; e < (i + 1) * k; e++) {
        if (weights[e] === 0) continue;
        starts[i + 1] = (starts[i + 1] as number) + 1;
        const tail = indices[e] as number;
        if (reverse[e] === 0) starts[tail + 1] = (starts[tail + 1] as number) + 1;
      }
    }
    for (let i = 0; i < count; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
    return starts[count] as number;
  },
  fillEdges: ({ count, k, indices, weights, reverse, perplexity, starts, tails, rates }: EdgesArguments): void => {
    const next = starts.slice(0, count);
    let [largest, total] = [0, 0];
    const add = (head: number, tail: number, weight: number): void => {
      const at = next[head] as number;
      next[head] = at + 1;
      tails[at] = tail;
      rates[at] = weight;
      total += weight;
      if (weight > largest) largest = weight;
    };
    for (let i = 0; i < count; i++) {
      for (let e = i * k; e < (i + 1) * k; e++) {
        const weight = weights[e] as number;
        if (weight === 0) continue;
        const back = reverse[e] as number;
        const both = perplexity === null ? weight + back - weight * back : weight + back;
        add(i, indices[e] as number, both);
        if (back === 0) add(indices[e] as number, i, both);
      }
    }
    const unit = perplexity === null ? largest : total;
    for (let e = 0; e < rates.length; e++) rates[e] = (rates[e] as number) / unit;
  },
};

export interface GraphOptions {
  count: number;
  signal?: AbortSignal | undefined;
}

/**
 * The fuzzy union of the neighbourhoods of n rows (McInnes, Healy and Melville 2018, algorithm 2): the weight of an edge
 * is w + w' - w w' of its weights from both ends. Edges that weigh nothing are left out. Takes 16 bytes an edge.
 */
export const fuzzyGraph = (
  parallel: Parallel<typeof neighbourGraphTasks>,
  neighbours: Neighbours,
  options: GraphOptions,
): Promise<NeighbourGraph> => graphOf(parallel, neighbours, { ...options, perplexity: null });

/** The joint probabilities of t-SNE (van der Maaten and Hinton 2008) over the given neighbours; they add up to 1. */
export const affinityGraph = (
  parallel: Parallel<typeof neighbourGraphTasks>,
  neighbours: Neighbours,
  options: GraphOptions & { perplexity: number },
): Promise<NeighbourGraph> => graphOf(parallel, neighbours, options);

async function graphOf(
  parallel: Parallel<typeof neighbourGraphTasks>,
  neighbours: Neighbours,
  { count, perplexity, signal }: GraphOptions & { perplexity: number | null },
): Promise<NeighbourGraph> {
  const { k } = neighbours;
  const parts = Math.ceil(count / PART_ROWS);
  const weights = sharedFloats(count * k);
  const reverse = sharedFloats(count * k);
  const args = { ...neighbours, count, weights, reverse, perplexity, meanDistance: 0 };
  const sums = await parallel.run("sumDistances", args, parts, { signal });
  args.meanDistance = sums.reduce((sum, part) => sum + part, 0) / Math.max(1, count * (k + 1));
  await parallel.run("weighNeighbours", args, parts, { signal });
  await parallel.run("findReverse", args, parts, { signal });
  const counted = { ...args, starts: sharedInts(count + 1), tails: sharedInts(0), rates: sharedFloats(0) };
  const [edges = 0] = await parallel.run("countEdges", counted, 1, { signal });
  const graph = emptyGraph(count, edges);
  graph.starts.set(counted.starts);
  const { starts, tails, rates } = graph;
  await parallel.run("fillEdges", { ...args, starts, tails, rates }, 1, { signal });
  return graph;
}

/** A graph of zeros in a memory of its own. */
function emptyGraph(count: number, edges: number): NeighbourGraph {
  const floats = 5 * count + 1 + 2 * edges;
  const memory = createKernelMemory(Math.max(LEAST_MEMORY_BYTES, 64 + floats * 4));
  const { buffer } = memory;
  let at = 64;
  const claim = (length: number): [SharedArrayBuffer | ArrayBuffer, number, number] => {
    const claimed: [SharedArrayBuffer | ArrayBuffer, number, number] = [buffer, at, length];
    at += length * 4;
    return claimed;
  };
  const places: [Float32Array, Float32Array] = [
    new Float32Array(...claim(2 * count)),
    new Float32Array(...claim(2 * count)),
  ];
  return {
    memory,
    count,
    places,
    starts: new Int32Array(...claim(count + 1)),
    tails: new Int32Array(...claim(edges)),
    rates: new Float32Array(...claim(edges)),
  };
}
