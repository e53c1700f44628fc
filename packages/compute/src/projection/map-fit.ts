import type { NeighbourIndex } from "../neighbours/neighbour-index.ts";
import type { Parallel } from "../parallel.ts";
import { checksOf, type Packable, packArrays, type packArraysTasks, unpackOnThread } from "./pack-arrays.ts";
import type { Pca } from "./pca.ts";
import type { SimilarityCurve } from "./similarity-curve.ts";

export type MapMethod = "umap" | "tsne" | "pca";
/** cosine: vectors are scaled to length 1 before they are reduced, and distances are 1 - cosine: half the square. */
export type MapMetric = "cosine" | "euclidean";

/** What placing rows on a map needs: its landmarks, that is the rows laid out, and how they were laid out. */
export interface MapFit {
  method: MapMethod;
  metric: MapMetric;
  seed: number;
  /** Neighbours that a row is placed by. */
  neighbours: number;
  /** Mean distance of the landmarks to their neighbours, in the reduced space. */
  meanDistance: number;
  /** Of points on the map. */
  curve: SimilarityCurve;
  pca: Pca;
  /** Reduced vectors of the landmarks. */
  index: NeighbourIndex;
  /** Places of the landmarks: x0, y0, x1, y1, … */
  coordinates: Float32Array;
  /** Row of each landmark: its position among the rows that `layOut` was given. Rising. */
  rows: Int32Array;
}

/** How a map is laid out; the reduction of the vectors to fewer dimensions happens before. */
export interface LayoutParameters {
  method: MapMethod;
  /** Neighbours of each row that count (umap), and that rows are placed by. */
  neighbours: number;
  /** How close points may lie (umap). */
  minDistance: number;
  /** How many neighbours count (tsne). */
  perplexity: number;
  metric: MapMetric;
  seed: number;
  /** Rounds of the layout; default: by the number of rows. */
  epochs?: number | undefined;
  /** Rows laid out when there are more; the others are placed among them. Default: all up to 200,000, else 100,000. */
  landmarks?: number | undefined;
}

const KIND = "fit of a map";
const VERSION = 1;

/** A fit as bytes to write one after the other; its arrays are not copied, and looked through on threads. */
export async function serialiseFit(parallel: Parallel<typeof packArraysTasks>, fit: MapFit): Promise<Uint8Array[]> {
  const { index, coordinates, rows } = fit;
  const checks = await checksOf(parallel, [index.values, index.rows, index.centres, coordinates, rows]);
  return packArrays(KIND, VERSION, fit as unknown as Packable, checks);
}

/**
 * The fit of which these are the bytes, in shared memory; looked through on a thread. Throws `UnreadablePack` for others,
 * also damaged ones.
 */
export const parseFit = async (parallel: Parallel<typeof packArraysTasks>, bytes: Uint8Array): Promise<MapFit> =>
  (await unpackOnThread(parallel, KIND, VERSION, bytes)) as unknown as MapFit;
