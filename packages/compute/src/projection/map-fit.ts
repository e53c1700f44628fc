import type { Points } from "./points.ts";

export type MapMethod = "umap" | "tsne" | "pca";

/** How a map is laid out; the reduction of the vectors to fewer dimensions happens before. */
export interface LayoutParameters {
  method: MapMethod;
  /** Neighbours of each row that count (umap). */
  neighbours: number;
  /** How close points may lie (umap). */
  minDistance: number;
  /** How many neighbours count (tsne). */
  perplexity: number;
  /** cosine: vectors were made unit vectors before their reduction. */
  metric: "cosine" | "euclidean";
  seed: number;
  /** Rounds of the layout; default: by the number of rows. */
  epochs?: number | undefined;
  /** Rows laid out when there are more; the others are placed among them. Default: all up to 200,000, else 100,000. */
  landmarks?: number | undefined;
}

/** Principal axes that vectors were reduced by. */
export interface FittedAxes {
  dims: number;
  components: number;
  mean: Float32Array;
  /** components * dims */
  axes: Float32Array;
  variances: Float32Array;
  /** Share of the variance that the components hold, 0 to 1. */
  explained: number;
}

/** What placing rows on a map needs: its landmarks, that is the rows laid out, and how they were laid out. */
export interface MapFit {
  method: MapMethod;
  metric: "cosine" | "euclidean";
  seed: number;
  /** Neighbours that a row is placed by. */
  neighbours: number;
  /** Of the similarity 1 / (1 + a d^2b) of points at distance d on the map (umap). */
  curve: { a: number; b: number };
  axes: FittedAxes;
  /** Reduced vectors of the landmarks. */
  landmarks: Points;
  /** Places of the landmarks: x0, y0, x1, y1, … */
  coordinates: Float32Array;
  /** Row of each landmark: its position among the rows that `layOut` was given. Rising. */
  rows: Int32Array;
}
