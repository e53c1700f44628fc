import { matrixBench, PANEL_ROWS, panelsOf } from "../kernels/matrix.ts";
import type { Parallel } from "../parallel.ts";
import type { Pca } from "./pca.ts";
import type { Points } from "./points.ts";

const PART_ROWS = 2048;
/** Rows of one product; they stay in the cache of a core. */
const BLOCK_ROWS = 128;

export interface ApplyPcaArguments {
  pca: Pca;
  vectors: Points;
  into: Float32Array;
  offset: number;
}

export const applyPcaTasks = {
  applyPca: ({ pca, vectors, into, offset }: ApplyPcaArguments, part: number): void => {
    const { dims, components, mean, axes } = pca;
    const panelCount = panelsOf(components);
    const width = panelCount * PANEL_ROWS;
    const bench = matrixBench((dims + width * (dims + 1) + components * dims + BLOCK_ROWS * (dims + width)) * 4);
    const centre = bench.floats(dims);
    const panels = bench.floats(width * dims);
    const norms = bench.floats(width);
    const axisRows = bench.floats(components * dims);
    const rows = bench.floats(BLOCK_ROWS * dims);
    const out = bench.floats(BLOCK_ROWS * width);
    centre.values.set(mean);
    axisRows.values.set(axes);
    bench.kernels.pack_rows(axisRows.at, components, dims, panels.at, norms.at);
    const end = Math.min(vectors.count, (part + 1) * PART_ROWS);
    for (let first = part * PART_ROWS; first < end; first += BLOCK_ROWS) {
      const height = Math.min(BLOCK_ROWS, end - first);
      rows.values.set(vectors.values.subarray(first * dims, (first + height) * dims));
      bench.kernels.subtract_mean(rows.at, height, dims, centre.at);
      const even = Math.ceil(height / 4) * 4;
      bench.kernels.multiply_panels(rows.at, even, panels.at, panelCount, out.at, width, dims);
      for (let i = 0; i < height; i++)
        into.set(out.values.subarray(i * width, i * width + components), (offset + first + i) * components);
    }
  },
};

/**
 * Writes the coordinates of vectors along the axes of a PCA to rows `offset`, `offset + 1`, … of `into` (`components`
 * float32 a row), which lies in a SharedArrayBuffer. Give large sets in pieces: 1 million vectors of 512 dims on 64
 * axes take 3 s on two threads. Each row's bits depend on its vector alone.
 */
export async function applyPca(
  parallel: Parallel<typeof applyPcaTasks>,
  pca: Pca,
  vectors: Points,
  { into, offset = 0, signal }: { into: Float32Array; offset?: number; signal?: AbortSignal | undefined },
): Promise<void> {
  if (vectors.dims !== pca.dims) throw new RangeError(`Vectors have ${vectors.dims} dims, the axes ${pca.dims}.`);
  if (into.length < (offset + vectors.count) * pca.components)
    throw new RangeError(`No room for ${vectors.count} rows at row ${offset}.`);
  await parallel.run("applyPca", { pca, vectors, into, offset }, Math.ceil(vectors.count / PART_ROWS), { signal });
}
