import { type Parallel, sharedDoubles } from "../parallel.ts";
import { bandsOf, type covarianceTasks } from "./covariance-tasks.ts";
import type { Pca } from "./pca.ts";
import type { Points } from "./points.ts";
import type { principalAxesTasks } from "./principal-axes.ts";

export interface FitPcaOptions {
  /** This many axes, as far as there are; otherwise as many as `explained` needs. */
  components?: number | undefined;
  /** Share of the variance to explain with `minimum` to `maximum` axes. */
  explained?: number | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  seed: number;
  signal?: AbortSignal | undefined;
}

export type PcaTasks = typeof covarianceTasks & typeof principalAxesTasks;

/**
 * Fits a principal component analysis on a sample (finite values; tens of thousands of rows are plenty): as many axes
 * as explain 90 % of its variance, but at least 50 and at most 100, and never more than dims or rows - 1. Vectors that
 * do not vary have finite axes too. The covariance costs count * dims^2 operations, in float32 over 256 rows and
 * float64 beyond; axes as told at `principalAxesTasks`. Depends on sample and seed alone, not on the threads.
 */
export async function fitPca(parallel: Parallel<PcaTasks>, sample: Points, options: FitPcaOptions): Promise<Pca> {
  const { components, explained = 0.9, minimum = 50, maximum = 100, seed, signal } = options;
  const { count, dims } = sample;
  if (count < 1 || dims < 1) throw new RangeError(`Nothing to fit: ${count} vectors of ${dims} dims.`);
  const means = sharedDoubles(dims);
  await parallel.run("columnMeans", { points: sample, mean: means }, bandsOf(dims), { signal });
  const mean = Float32Array.from(means);
  const covariance = sharedDoubles(dims * dims);
  await parallel.run("covarianceBand", { points: sample, mean, covariance }, bandsOf(dims), { signal });
  const most = Math.max(1, Math.min(components ?? maximum, dims, count - 1));
  const [eigen] = await parallel.run("principalAxes", { covariance, dims, wanted: most, seed }, 1, { signal });
  if (!eigen) throw new Error("The axes were not found.");
  const variances = eigen.values.map((value) => Math.max(0, value));
  let total = 0;
  for (let j = 0; j < dims; j++) total += covariance[j * dims + j] as number;
  const least = components ?? minimum;
  let kept = 0;
  let sum = 0;
  while (kept < most && (kept < least || sum < explained * total)) sum += variances[kept++] as number;
  return {
    dims,
    components: kept,
    mean,
    axes: Float32Array.from(eigen.vectors.subarray(0, kept * dims)),
    variances: variances.slice(0, kept),
    explained: total > 0 ? Math.min(1, sum / total) : 1,
  };
}
