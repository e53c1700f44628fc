import { type MatrixBench, matrixBench, PANEL_ROWS, type Placed, panelsOf } from "../kernels/matrix.ts";

/** Problems that one pass over the rows serves. */
export const SLOTS = PANEL_ROWS;

/**
 * Products of one matrix of rows with eight vectors at once, by the kernels. Values of the vectors are interleaved: value j
 * of slot s at [j * 8 + s]. Sums are float32. Void when the thread's bench is cleared for another task.
 */
export interface LogisticProducts {
  /** dims * 8: set before `decisions`. */
  weights: Float32Array;
  /** rowCount * 8: what `decisions` writes, <row, weights>; residuals go into the same place before `gradients`. */
  decisions: Float32Array;
  /** dims * 8: what `gradients` writes, the sum of residual * row. */
  sums: Float32Array;
  multiplyRows(): void;
  multiplyColumns(): void;
}

/** Copies the rows (rowCount * dims float32) and their transpose into the memory of the kernels. */
export function logisticProducts(rows: Float32Array, dims: number): LogisticProducts {
  const rowCount = rows.length / dims;
  const [height, width] = [roundUp(rowCount), roundUp(dims)];
  const bench = matrixBench(4 * (height * dims + width * rowCount + SLOTS * (2 * width + 2 * height)) + 1024);
  const placed = bench.floats(height * dims);
  const turned = bench.floats(width * rowCount);
  const weights = bench.floats(SLOTS * width);
  const decisions = bench.floats(SLOTS * height);
  const sums = bench.floats(SLOTS * width);
  placed.values.fill(0).set(rows);
  transpose(rows, dims, turned.values.fill(0));
  return {
    weights: weights.values.fill(0),
    decisions: decisions.values,
    sums: sums.values,
    multiplyRows: () => multiply(bench, { rows: placed, rowCount: height, panel: weights, out: decisions, dims }),
    multiplyColumns: () =>
      multiply(bench, { rows: turned, rowCount: width, panel: decisions, out: sums, dims: rowCount }),
  };
}

const roundUp = (count: number): number => 4 * Math.ceil(count / 4);

interface Multiplication {
  rows: Placed<Float32Array>;
  rowCount: number;
  panel: Placed<Float32Array>;
  out: Placed<Float32Array>;
  dims: number;
}

function multiply({ kernels }: MatrixBench, { rows, rowCount, panel, out, dims }: Multiplication): void {
  kernels.multiply_panels(rows.at, rowCount, panel.at, panelsOf(SLOTS), out.at, SLOTS, dims);
}

/** In squares, so that neither side runs through memory with a long stride only. */
function transpose(rows: Float32Array, dims: number, turned: Float32Array): void {
  const rowCount = rows.length / dims;
  const side = 32;
  for (let top = 0; top < rowCount; top += side)
    for (let left = 0; left < dims; left += side)
      for (let i = top; i < Math.min(rowCount, top + side); i++)
        for (let j = left; j < Math.min(dims, left + side); j++)
          turned[j * rowCount + i] = rows[i * dims + j] as number;
}
