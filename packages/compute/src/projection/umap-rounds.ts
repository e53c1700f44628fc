import { layoutKernels } from "../kernels/layout.ts";
import type { Parallel } from "../parallel.ts";
import { hashed } from "./hashed.ts";
import type { NeighbourGraph } from "./neighbour-graph.ts";
import type { SimilarityCurve } from "./similarity-curve.ts";

const PART_ROWS = 2048;

export interface RoundArguments {
  graph: NeighbourGraph;
  curve: SimilarityCurve;
  round: number;
  /** Share of a full step. */
  alpha: number;
  seed: number;
}

export const umapRoundTasks = {
  umapRound: ({ graph, curve, round, alpha, seed }: RoundArguments, part: number): void => {
    const { memory, starts, tails, rates, count, places } = graph;
    const [from, to] = round % 2 === 0 ? places : [places[1], places[0]];
    layoutKernels(memory).umap_round(
      from.byteOffset,
      to.byteOffset,
      starts.byteOffset,
      tails.byteOffset,
      rates.byteOffset,
      part * PART_ROWS,
      Math.min(count, (part + 1) * PART_ROWS),
      count,
      round,
      alpha,
      curve.a,
      curve.b,
      hashed(seed, round),
    );
  },
};

/** Rounds of a layout unless it is told: small maps take more of them to settle. */
export function defaultUmapRounds(count: number): number {
  if (count <= 20_000) return 400;
  return count <= 100_000 ? 300 : 200;
}

export interface UmapRoundsOptions {
  curve: SimilarityCurve;
  rounds: number;
  seed: number;
  /** First round to do: what came before was done already. */
  from: number;
  signal?: AbortSignal | undefined;
  /** After each round, with how many are done; waited for. */
  onRound?: ((done: number) => Promise<void> | void) | undefined;
}

/** Where the places are after so many rounds. */
export const placesAfter = (graph: NeighbourGraph, rounds: number): Float32Array =>
  graph.places[rounds % 2] as Float32Array;

/**
 * Lays out a graph by the stochastic gradient descent of UMAP (McInnes, Healy and Melville 2018, algorithm 5), from the
 * places of `placesAfter(graph, from)` to those of `placesAfter(graph, rounds)`.
 *
 * It differs from umap-learn in that a round reads all places as they were before it and moves the head of an edge only
 * (each edge is there from both ends). So rows can be moved by any thread in any order, with the same bits; and small
 * clusters come out round: where both ends move at once and later edges see it, steps that go too far add up along one
 * direction and draw clusters out into lines. Four random others, with the weight of five, push a point away for each
 * pull (umap-learn: five for two pulls): neighbours are kept better so (ADR 10). Each round's chance depends on seed, round and row.
 */
export async function umapRounds(
  parallel: Parallel<typeof umapRoundTasks>,
  graph: NeighbourGraph,
  { curve, rounds, seed, from, signal, onRound }: UmapRoundsOptions,
): Promise<void> {
  const parts = Math.ceil(graph.count / PART_ROWS);
  for (let round = from; round < rounds; round++) {
    signal?.throwIfAborted();
    await parallel.run("umapRound", { graph, curve, round, alpha: 1 - round / rounds, seed }, parts);
    await onRound?.(round + 1);
  }
}
