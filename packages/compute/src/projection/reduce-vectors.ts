import { type Parallel, sharedFloats } from "../parallel.ts";
import { scaleToUnit } from "../unit-vectors.ts";
import { applyPca, type applyPcaTasks } from "./apply-pca.ts";
import type { MapMetric } from "./map-fit.ts";
import type { Pca } from "./pca.ts";
import type { Points } from "./points.ts";

const PART_ROWS = 4096;

export interface UnitArguments {
  vectors: Points;
  into: Float32Array;
}

export const reduceVectorsTasks = {
  copyUnit: ({ vectors: { values, count, dims }, into }: UnitArguments, part: number): void => {
    const [first, end] = [part * PART_ROWS * dims, Math.min(count, (part + 1) * PART_ROWS) * dims];
    into.set(values.subarray(first, end), first);
    scaleToUnit(into.subarray(first, end), dims);
  },
};

/** Vectors in the form in which a map compares them: for cosine a copy of length 1 each (zeros stay), else themselves. */
export async function comparable(
  parallel: Parallel<typeof reduceVectorsTasks>,
  vectors: Points,
  metric: MapMetric,
  signal?: AbortSignal,
): Promise<Points> {
  if (metric === "euclidean") return vectors;
  const into = sharedFloats(vectors.count * vectors.dims);
  await parallel.run("copyUnit", { vectors, into }, Math.ceil(vectors.count / PART_ROWS), { signal });
  return { values: into, count: vectors.count, dims: vectors.dims };
}

export interface ReduceOptions {
  /** Takes rows from row `offset` on. */
  into: Float32Array;
  offset?: number | undefined;
  metric: MapMetric;
  signal?: AbortSignal | undefined;
}

/** Writes the coordinates along principal axes of vectors, made comparable first. Give large sets in pieces. */
export async function reduceVectors(
  parallel: Parallel<typeof reduceVectorsTasks & typeof applyPcaTasks>,
  pca: Pca,
  vectors: Points,
  { into, offset = 0, metric, signal }: ReduceOptions,
): Promise<void> {
  await applyPca(parallel, pca, await comparable(parallel, vectors, metric, signal), { into, offset, signal });
}
