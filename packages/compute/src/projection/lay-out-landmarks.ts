import type { MapTasks } from "../map-tasks.ts";
import type { Neighbours } from "../neighbours/neighbours.ts";
import { type Parallel, sharedFloats } from "../parallel.ts";
import { initialMap } from "./initial-map.ts";
import type { LayoutParameters } from "./map-fit.ts";
import { fuzzyGraph } from "./neighbour-graph.ts";
import { placingParts } from "./place-by-neighbours.ts";
import type { Points } from "./points.ts";
import type { SimilarityCurve } from "./similarity-curve.ts";
import { defaultTsneRounds, TsneLayout } from "./tsne-layout.ts";
import { defaultUmapRounds, placesAfter, umapRounds } from "./umap-rounds.ts";

export interface LandmarkOptions {
  parameters: LayoutParameters;
  curve: SimilarityCurve;
  neighbours: Neighbours;
  /** Rounds done before, with what the layout kept; 0 and none at the start. */
  round: number;
  arrays: Float32Array[];
  signal?: AbortSignal | undefined;
  /** After each round, with what to keep to go on from there; waited for. */
  onRound?: ((done: number, rounds: number, arrays: Float32Array[]) => Promise<void> | void) | undefined;
}

/** Places of points that are laid out together (x0, y0, x1, y1, …), by the method of the parameters. */
export function layOutLandmarks(
  parallel: Parallel<MapTasks>,
  points: Points,
  options: LandmarkOptions,
): Promise<Float32Array> {
  if (options.parameters.method === "umap") return byUmap(parallel, points, options);
  return options.parameters.method === "tsne"
    ? byTsne(parallel, points, options)
    : byMainPlane(parallel, points, options);
}

async function byUmap(
  parallel: Parallel<MapTasks>,
  points: Points,
  { parameters, curve, neighbours, round, arrays, signal, onRound }: LandmarkOptions,
): Promise<Float32Array> {
  const { count } = points;
  const { seed, epochs } = parameters;
  const graph = await fuzzyGraph(parallel, neighbours, { count, signal });
  const [places] = arrays;
  if (places) placesAfter(graph, round).set(places);
  else await initialMap(parallel, points, graph, { seed, signal });
  const rounds = epochs ?? defaultUmapRounds(count);
  await umapRounds(parallel, graph, {
    curve,
    rounds,
    seed,
    from: round,
    signal,
    onRound: (done) => onRound?.(done, rounds, [placesAfter(graph, done)]),
  });
  const own = sharedFloats(2 * count);
  own.set(placesAfter(graph, rounds));
  return own;
}

async function byTsne(
  parallel: Parallel<MapTasks>,
  points: Points,
  { parameters, neighbours, round, arrays, signal, onRound }: LandmarkOptions,
): Promise<Float32Array> {
  const { perplexity, seed, epochs } = parameters;
  const rounds = epochs ?? defaultTsneRounds();
  const layout = await TsneLayout.start(parallel, points, neighbours, { perplexity, seed, rounds, signal });
  if (arrays.length > 0) layout.restore(arrays);
  for (let done = round; done < rounds; done++) {
    signal?.throwIfAborted();
    await layout.step(done);
    await onRound?.(done + 1, rounds, layout.state);
  }
  return layout.places;
}

async function byMainPlane(
  parallel: Parallel<MapTasks>,
  points: Points,
  { signal }: LandmarkOptions,
): Promise<Float32Array> {
  const into = sharedFloats(2 * points.count);
  await parallel.run("mainPlane", { points, into }, placingParts(points.count), { signal });
  return into;
}
