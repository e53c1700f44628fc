import type { Pca } from "@pomona/compute/projection/pca";
import type { StoredArrays } from "../../store/map-files.ts";
import type { ReducedRows } from "./reduce-rows.ts";

type About = Pick<Pca, "dims" | "components" | "explained"> & { count: number };

/** Reduced vectors as they are kept for the case of a crash: vectors may change or go before the layout goes on. */
export const packReduced = ({ rows, points, pca }: ReducedRows): StoredArrays => ({
  about: {
    count: points.count,
    dims: pca.dims,
    components: pca.components,
    explained: pca.explained,
  } satisfies About,
  arrays: {
    rows,
    values: points.values.subarray(0, points.count * points.dims),
    mean: pca.mean,
    axes: pca.axes,
    variances: pca.variances,
  },
});

export function unpackReduced({ about, arrays }: StoredArrays): ReducedRows {
  const { count, dims, components, explained } = about as About;
  const { mean, axes, values } = arrays as Record<string, Float32Array>;
  const variances = arrays.variances as Float64Array | undefined;
  if (!mean || !axes || !variances || !values) throw new RangeError("The file lacks arrays.");
  return {
    rows: arrays.rows as Uint32Array,
    points: { values, count, dims: components },
    pca: { dims, components, explained, mean, axes, variances },
  };
}
