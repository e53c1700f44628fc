import type { Neighbours } from "../neighbours/neighbours.ts";
import { type Parallel, sharedFloats } from "../parallel.ts";
import { type initialMapTasks, mainPlaneStart } from "./initial-map.ts";
import { affinityGraph, type NeighbourGraph, type neighbourGraphTasks } from "./neighbour-graph.ts";
import type { Points } from "./points.ts";
import { type Bounds, convolve, gridFor, type RepulsionGrid, type repulsionGridTasks } from "./repulsion-grid.ts";
import { type Extent, PAIR_PART_ROWS, TSNE_PART_ROWS, type TsnePoints, type tsneTasks } from "./tsne-tasks.ts";

export type TsneTasks = typeof neighbourGraphTasks &
  typeof initialMapTasks &
  typeof repulsionGridTasks &
  typeof tsneTasks;

const EXAGGERATION = 12;
const EARLY_ROUNDS = 250;
const ROUNDS = 750;
/** Up to so many points all pairs are looked at: sooner done than the grid, and exact. */
const PAIRED_ROWS = 1000;
const LEAST_RATE = 200;
/** Deviation of the start along its first axis. */
const START_DEVIATION = 1e-4;

/** Of the similarities of all pairs: a lone point has none. */
const LEAST_TOTAL = 1e-6;

export const defaultTsneRounds = (): number => ROUNDS;

export interface TsneOptions {
  perplexity: number;
  seed: number;
  rounds: number;
  signal?: AbortSignal | undefined;
}

/**
 * A layout by t-SNE (van der Maaten and Hinton 2008), with the repulsion worked out on a grid by Fourier transforms
 * (FIt-SNE: Linderman, Rachh, Hoskins, Steinerberger and Kluger 2019; here with cubic interpolation between the nodes of
 * one lattice). As openTSNE has it: a start on the two main axes, exaggeration 12 in the first 250 rounds (a third of
 * fewer), momentum 0.5 then 0.8, a rate of count / 12 and at least 200, gains, no step longer than 5. Each round costs count * 6 perplexity
 * plus the grid's n log n, with at most 256 nodes along a side up to 20,000 points and 512 above; up to 1,000 points it is exact. Depends on its
 * arguments alone.
 */
export class TsneLayout {
  readonly #parallel: Parallel<TsneTasks>;
  readonly #graph: NeighbourGraph;
  readonly #points: TsnePoints;
  readonly #rounds: number;
  readonly #parts: number;
  #extent: Extent | undefined;
  #grid: RepulsionGrid | undefined;

  private constructor(parallel: Parallel<TsneTasks>, graph: NeighbourGraph, rounds: number) {
    const values = (): Float32Array => sharedFloats(2 * graph.count);
    this.#parallel = parallel;
    this.#graph = graph;
    this.#rounds = rounds;
    this.#parts = Math.ceil(graph.count / TSNE_PART_ROWS);
    this.#points = {
      places: values(),
      velocity: values(),
      gains: values().fill(1),
      attraction: values(),
      repulsion: values(),
    };
  }

  static async start(
    parallel: Parallel<TsneTasks>,
    points: Points,
    neighbours: Neighbours,
    { perplexity, seed, rounds, signal }: TsneOptions,
  ): Promise<TsneLayout> {
    const graph = await affinityGraph(parallel, neighbours, { count: points.count, perplexity, signal });
    const layout = new TsneLayout(parallel, graph, rounds);
    const to = layout.#points.places;
    await mainPlaneStart(parallel, points, { to, deviation: START_DEVIATION, seed, signal });
    return layout;
  }

  get places(): Float32Array {
    return this.#points.places;
  }

  /** What a layout goes on from. */
  get state(): Float32Array[] {
    const { places, velocity, gains } = this.#points;
    return [places, velocity, gains];
  }

  restore(state: readonly Float32Array[]): void {
    this.state.forEach((array, i) => {
      array.set(state[i] as Float32Array);
    });
    this.#extent = undefined;
  }

  /** Does a round; `done` have been done. */
  async step(done: number): Promise<void> {
    const parallel = this.#parallel;
    const points = this.#points;
    const { count } = this.#graph;
    const parts = this.#parts;
    this.#extent ??= united(await parallel.run("tsneExtent", { places: points.places }, parts));
    const extent = this.#extent;
    const totals = count <= PAIRED_ROWS ? await this.#pairForces() : await this.#gridForces(extent);
    const isEarly = done < Math.min(EARLY_ROUNDS, this.#rounds / 3);
    const moves = {
      ...points,
      exaggeration: isEarly ? EXAGGERATION : 1,
      total: Math.max(
        LEAST_TOTAL,
        totals.reduce((sum, part) => sum + part, 0),
      ),
      rate: Math.max(LEAST_RATE, count / EXAGGERATION),
      momentum: isEarly ? 0.5 : 0.8,
      middle: [extent.sumX / count, extent.sumY / count] as [number, number],
    };
    this.#extent = united(await parallel.run("tsneMove", moves, parts));
  }

  async #pairForces(): Promise<number[]> {
    const forces = { ...this.#points, graph: this.#graph };
    await this.#parallel.run("tsneAttract", forces, this.#parts);
    const { places, repulsion } = this.#points;
    return this.#parallel.run("tsneRepelPairs", { places, repulsion }, Math.ceil(this.#graph.count / PAIR_PART_ROWS));
  }

  async #gridForces(extent: Extent): Promise<number[]> {
    const most = this.#graph.count <= 20_000 ? 256 : 512;
    const grid = await gridFor(this.#parallel, extent, { most, before: this.#grid });
    this.#grid = grid;
    const forces = { ...this.#points, graph: this.#graph, grid };
    await this.#parallel.run("tsneCharges", forces, this.#parts + 1);
    await convolve(this.#parallel, grid);
    return this.#parallel.run("tsneRepel", forces, this.#parts);
  }
}

function united(parts: readonly Extent[]): Extent & Bounds {
  return parts.reduce((a, b) => ({
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
    top: Math.max(a.top, b.top),
    sumX: a.sumX + b.sumX,
    sumY: a.sumY + b.sumY,
  }));
}
