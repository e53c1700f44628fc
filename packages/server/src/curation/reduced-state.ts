import type { FittedAxes } from "@pomona/compute/projection/map-fit";
import type { StoredArrays } from "../store/map-files.ts";
import type { ReducedRows } from "./reduce-vectors.ts";

type About = Pick<FittedAxes, "dims" | "components" | "explained"> & { count: number };

/** Reduced vectors as they are kept for the case of a crash: vectors may change or go before the layout goes on. */
export const packReduced = ({ rows, points, axes }: ReducedRows): StoredArrays => ({
  about: {
    count: points.count,
    dims: axes.dims,
    components: axes.components,
    explained: axes.explained,
  } satisfies About,
  arrays: {
    rows,
    values: points.values.subarray(0, points.count * points.dims),
    mean: axes.mean,
    axes: axes.axes,
    variances: axes.variances,
  },
});

export function unpackReduced({ about, arrays }: StoredArrays): ReducedRows {
  const { count, dims, components, explained } = about as About;
  const { mean, axes, variances, values } = arrays as Record<string, Float32Array>;
  if (!mean || !axes || !variances || !values) throw new RangeError("The file lacks arrays.");
  return {
    rows: arrays.rows as Uint32Array,
    points: { values, count, dims: components },
    axes: { dims, components, explained, mean, axes, variances },
  };
}
