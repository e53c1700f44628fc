import type { MapTasks } from "../map-tasks.ts";
import { buildIndex } from "../neighbours/build-index.ts";
import type { NeighbourIndex } from "../neighbours/neighbour-index.ts";
import type { Neighbours } from "../neighbours/neighbours.ts";
import { neighboursWithin } from "../neighbours/query-neighbours.ts";
import { type Parallel, sharedBytes, sharedFloats, sharedInts } from "../parallel.ts";
import { chooseLandmarks, type Landmarks, pointsOf, wantedLandmarks } from "./landmarks.ts";
import { layOutLandmarks } from "./lay-out-landmarks.ts";
import { packState, unpackState } from "./layout-state.ts";
import type { LayoutParameters, MapFit } from "./map-fit.ts";
import type { Pca } from "./pca.ts";
import { placingParts } from "./place-by-neighbours.ts";
import { placeReduced } from "./place-rows.ts";
import type { Points } from "./points.ts";
import { similarityCurve } from "./similarity-curve.ts";
import { type MapRows, writeRows } from "./write-rows.ts";

/** Steps of making a map, in this order; `layOut` does the middle three. */
export type LayoutStage = "reduce" | "neighbours" | "layout" | "place" | "quality";

export interface LayOutOptions {
  /** What the points were reduced by; kept in the fit. */
  pca: Pca;
  signal?: AbortSignal | undefined;
  /** Share of the stage that is done, 0 to 1. */
  onProgress?: ((stage: LayoutStage, share: number) => void) | undefined;
  /**
   * Is given the state, as bytes to write one after the other, when the neighbours are known and some eight times during
   * the layout; waited for. It must have copied or written them when it settles.
   */
  checkpoint?: ((state: Uint8Array[]) => Promise<void> | void) | undefined;
  /** Bytes of a state of the same points and parameters, to go on from there. */
  resumeFrom?: Uint8Array | undefined;
}

/** A map of `count` rows. */
export interface LaidOut extends MapRows {
  /** x0, y0, x1, y1, … */
  coordinates: Float32Array<SharedArrayBuffer>;
  /** 1 for rows placed among the landmarks, 0 for those laid out. */
  placed: Uint8Array<SharedArrayBuffer>;
  /** Mean distance of each row to its nearest neighbours among the landmarks, in the reduced space. */
  misfit: Float32Array<SharedArrayBuffer>;
  /** count * k rows that are landmarks, nearest first, without the row itself; -1 where there are fewer than k. */
  neighbours: Int32Array<SharedArrayBuffer>;
  /** The neighbours of the parameters. */
  k: number;
  fit: MapFit;
}

const CHECKPOINTS = 8;
/** Rows placed at a time: their vectors are copied. */
const PLACE_ROWS = 131_072;

/**
 * Lays out reduced vectors (finite values, in shared memory) as a map: landmarks - all rows, or a sample by chance - by
 * the method of the parameters among their nearest neighbours, the other rows placed among them. Same points, parameters
 * and seed: the same bytes, on any number of threads, and also when it was stopped and goes on from a checkpoint.
 * Throws `signal.reason` within a round when cancelled, RangeError for a state that does not belong to it.
 */
export async function layOut(
  parallel: Parallel<MapTasks>,
  reduced: Points,
  parameters: LayoutParameters,
  options: LayOutOptions,
): Promise<LaidOut> {
  const { signal, onProgress } = options;
  const { count } = reduced;
  const { seed } = parameters;
  if (count < 1) throw new RangeError("There are no rows to lay out.");
  const landmarks = await chooseLandmarks(parallel, count, {
    wanted: wantedLandmarks(parameters, count),
    seed,
    signal,
  });
  const points = await pointsOf(parallel, reduced, landmarks.rows, signal);
  const { index, neighbours, coordinates } = await layOutPoints(parallel, points, parameters, options);
  const misfit = sharedFloats(points.count);
  const k = Math.min(parameters.neighbours, neighbours.k);
  const near = { count: points.count, distances: neighbours.distances, k, given: neighbours.k, into: misfit };
  const sums = await parallel.run("meanDistances", near, placingParts(points.count), { signal });
  const fit: MapFit = {
    method: parameters.method,
    metric: parameters.metric,
    seed,
    neighbours: parameters.neighbours,
    meanDistance: sums.reduce((sum, part) => sum + part, 0) / points.count,
    curve: similarityCurve(parameters.minDistance),
    pca: options.pca,
    index,
    coordinates,
    rows: landmarks.rows,
  };
  const map = emptyMap(count, parameters.neighbours);
  const laidOut = { coordinates, misfit, neighbours: neighbours.indices, given: neighbours.k, isPlaced: false };
  await writeRows(parallel, { ...laidOut, rows: landmarks.rows, landmarks: landmarks.rows, into: map }, signal);
  await placeOthers(parallel, reduced, { landmarks, fit, map, signal, onProgress });
  onProgress?.("place", 1);
  return { ...map, fit };
}

interface PointsLayout {
  index: NeighbourIndex;
  neighbours: Neighbours;
  coordinates: Float32Array;
}

async function layOutPoints(
  parallel: Parallel<MapTasks>,
  points: Points,
  parameters: LayoutParameters,
  { signal, onProgress, checkpoint, resumeFrom }: LayOutOptions,
): Promise<PointsLayout> {
  const owner = { parameters, count: points.count, dims: points.dims };
  const state = resumeFrom && (await unpackState(parallel, owner, resumeFrom));
  const { seed } = parameters;
  const index = await buildIndex(parallel, points, {
    seed,
    signal,
    onProgress: (share) => onProgress?.("neighbours", 0.15 * share),
  });
  const neighbours =
    state?.neighbours ??
    (await neighboursWithin(parallel, index, {
      k: neighboursOf(parameters),
      signal,
      onProgress: (share) => onProgress?.("neighbours", 0.15 + 0.85 * share),
    }));
  if (!state && parameters.metric === "cosine") {
    const { k, distances } = neighbours;
    await parallel.run("cosineDistances", { count: points.count, k, distances }, placingParts(points.count), {
      signal,
    });
  }
  onProgress?.("neighbours", 1);
  const keep = async (round: number, arrays: Float32Array[]): Promise<void> => {
    if (checkpoint) await checkpoint(await packState(parallel, owner, { neighbours, round, arrays }));
  };
  if (!state) await keep(0, []);
  const coordinates = await layOutLandmarks(parallel, points, {
    parameters,
    curve: similarityCurve(parameters.minDistance),
    neighbours,
    round: state?.round ?? 0,
    arrays: state?.arrays ?? [],
    signal,
    onRound: async (round, rounds, arrays) => {
      onProgress?.("layout", round / rounds);
      if (round % Math.ceil(rounds / CHECKPOINTS) === 0 || round === rounds) await keep(round, arrays);
    },
  });
  onProgress?.("layout", 1);
  return { index, neighbours, coordinates };
}

/** t-SNE looks at three times as many neighbours as count. */
const neighboursOf = ({ method, neighbours, perplexity }: LayoutParameters): number =>
  method === "tsne" ? Math.max(neighbours, Math.ceil(3 * perplexity)) : neighbours;

const emptyMap = (count: number, k: number): Omit<LaidOut, "fit"> => ({
  coordinates: sharedFloats(2 * count),
  placed: sharedBytes(count),
  misfit: sharedFloats(count),
  neighbours: sharedInts(count * k),
  k,
});

interface OthersOptions {
  landmarks: Landmarks;
  fit: MapFit;
  map: MapRows;
  signal: AbortSignal | undefined;
  onProgress: LayOutOptions["onProgress"];
}

async function placeOthers(
  parallel: Parallel<MapTasks>,
  reduced: Points,
  { landmarks, fit, map, signal, onProgress }: OthersOptions,
): Promise<void> {
  const { others } = landmarks;
  for (let first = 0; first < others.length; first += PLACE_ROWS) {
    const rows = others.subarray(first, first + PLACE_ROWS);
    const points = await pointsOf(parallel, reduced, rows, signal);
    const placed = await placeReduced(parallel, fit, points, {
      signal,
      onProgress: (share) => onProgress?.("place", (first + share * rows.length) / others.length),
    });
    // On a plane of main axes every row lies where it would if it were a landmark.
    const isPlaced = fit.method !== "pca";
    await writeRows(
      parallel,
      { ...placed, given: placed.k, rows, landmarks: landmarks.rows, isPlaced, into: map },
      signal,
    );
  }
}
