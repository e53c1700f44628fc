import { matrixBench, PANEL_ROWS, panelsOf } from "../kernels/matrix.ts";
import type { Points } from "./points.ts";

/** Columns of a part. */
const BAND = 128;
/** Rows whose products are summed in float32 before they are added to float64. */
const CHUNK_ROWS = 256;

export const bandsOf = (dims: number): number => Math.ceil(dims / BAND);

export interface MeanArguments {
  points: Points;
  /** dims float64. */
  mean: Float64Array;
}

export interface CovarianceArguments {
  points: Points;
  mean: Float32Array;
  /** dims * dims float64; a part writes its rows and, as it is symmetric, its columns. */
  covariance: Float64Array;
}

/** Each part is a band of columns: nothing is summed across parts, so their number does not show. */
export const covarianceTasks = {
  columnMeans: ({ points, mean }: MeanArguments, part: number): void => {
    const { values, count, dims } = points;
    const from = part * BAND;
    const to = Math.min(dims, from + BAND);
    for (let i = 0; i < count; i++)
      for (let j = from; j < to; j++) mean[j] = (mean[j] as number) + (values[i * dims + j] as number);
    for (let j = from; j < to; j++) mean[j] = (mean[j] as number) / count;
  },

  covarianceBand: ({ points, mean, covariance }: CovarianceArguments, part: number): void => {
    const { values, count, dims } = points;
    const panels = panelsOf(dims);
    const from = (part * BAND) / PANEL_ROWS;
    const to = Math.min(panels, from + BAND / PANEL_ROWS);
    const width = panels * PANEL_ROWS;
    const bench = matrixBench(CHUNK_ROWS * (dims + width) * 4 + BAND * width * 8 + dims * 4);
    const centre = bench.floats(dims);
    const rows = bench.floats(CHUNK_ROWS * dims);
    const columns = bench.floats(CHUNK_ROWS * width);
    const sums = bench.doubles(BAND * width);
    centre.values.set(mean);
    sums.values.fill(0);
    for (let first = 0; first < count; first += CHUNK_ROWS) {
      const height = Math.min(CHUNK_ROWS, count - first);
      rows.values.set(values.subarray(first * dims, (first + height) * dims));
      bench.kernels.subtract_mean(rows.at, height, dims, centre.at);
      bench.kernels.pack_columns(rows.at, height, dims, columns.at);
      bench.kernels.add_column_products(columns.at, height, from, to, panels, sums.at);
    }
    const first = from * PANEL_ROWS;
    for (let a = first; a < Math.min(dims, to * PANEL_ROWS); a++)
      for (let b = a; b < dims; b++) {
        const value = (sums.values[(a - first) * width + b] as number) / Math.max(1, count - 1);
        covariance[a * dims + b] = value;
        covariance[b * dims + a] = value;
      }
  },
};
