import type { MapTasks } from "@pomona/compute/map-tasks";
import { type Parallel, sharedFloats, sharedInts } from "@pomona/compute/parallel";
import { applyPca as apply } from "@pomona/compute/projection/apply-pca";
import { fitPca as fit } from "@pomona/compute/projection/fit-pca";
import type { LayOut } from "@pomona/compute/projection/lay-out";
import type { FittedAxes, MapFit } from "@pomona/compute/projection/map-fit";
import type { PlaceRows } from "@pomona/compute/projection/place-rows";
import type { Points } from "@pomona/compute/projection/points";

const K = 5;

export const fitPca = async (
  parallel: Parallel<MapTasks>,
  sample: Points,
  options: { components?: number | undefined; seed: number; signal?: AbortSignal | undefined },
): Promise<FittedAxes> => {
  const pca = await fit(parallel, sample, options);
  return { ...pca, variances: Float32Array.from(pca.variances) };
};
export const applyPca = (
  parallel: Parallel<MapTasks>,
  axes: FittedAxes,
  vectors: Points,
  options: { into: Float32Array; offset: number; signal?: AbortSignal | undefined },
): Promise<void> => apply(parallel, { ...axes, variances: Float64Array.from(axes.variances) }, vectors, options);

function nearest(points: Points, queries: Points, isSelf: boolean) {
  const neighbours = sharedInts(queries.count * K).fill(-1);
  const misfit = sharedFloats(queries.count);
  for (let q = 0; q < queries.count; q++) {
    const all = Array.from({ length: points.count }, (_, p) => {
      let sum = 0;
      for (let d = 0; d < points.dims; d++)
        sum += ((points.values[p * points.dims + d] as number) - (queries.values[q * points.dims + d] as number)) ** 2;
      return { p, d: Math.sqrt(sum) };
    })
      .filter(({ p }) => !isSelf || p !== q)
      .sort((a, b) => a.d - b.d || a.p - b.p)
      .slice(0, K);
    all.forEach(({ p }, i) => {
      neighbours[q * K + i] = p;
    });
    misfit[q] = all.reduce((sum, { d }) => sum + d, 0) / all.length;
  }
  return { neighbours, misfit };
}

export const layOut: LayOut = async (_parallel, reduced, parameters, options) => {
  options.signal?.throwIfAborted();
  const { neighbours, misfit } = nearest(reduced, reduced, true);
  const coordinates = sharedFloats(2 * reduced.count);
  for (let i = 0; i < reduced.count; i++)
    for (let c = 0; c < 2; c++) coordinates[2 * i + c] = reduced.values[i * reduced.dims + c] as number;
  await options.checkpoint?.([new Uint8Array(8)]);
  options.onProgress?.("layout", 1);
  return {
    coordinates,
    placed: new Uint8Array(new SharedArrayBuffer(reduced.count)),
    misfit,
    neighbours,
    k: K,
    fit: {
      method: parameters.method,
      metric: parameters.metric,
      seed: parameters.seed,
      neighbours: K,
      curve: { a: 1, b: 1 },
      axes: options.axes,
      landmarks: reduced,
      coordinates,
      rows: Int32Array.from({ length: reduced.count }, (_, i) => i),
    },
  };
};

export const placeRows: PlaceRows = async (parallel, fit, vectors) => {
  const values = sharedFloats(vectors.count * fit.axes.components);
  await applyPca(parallel, fit.axes, vectors, { into: values, offset: 0 });
  const { neighbours, misfit } = nearest(
    fit.landmarks,
    { values, count: vectors.count, dims: fit.axes.components },
    false,
  );
  const coordinates = sharedFloats(2 * vectors.count);
  for (let i = 0; i < vectors.count; i++)
    for (let c = 0; c < 2; c++) coordinates[2 * i + c] = values[i * fit.axes.components + c] as number;
  return { coordinates, misfit, neighbours, k: K };
};

export const serialiseFit = (fit: MapFit): Uint8Array[] => [
  Buffer.from(
    JSON.stringify(fit, (_, value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Float32Array)] : value)),
  ),
];
export const parseFit = (bytes: Uint8Array): MapFit => {
  const raw = JSON.parse(Buffer.from(bytes).toString()) as MapFit;
  const floats = (values: ArrayLike<number>): Float32Array => Float32Array.from(values);
  return {
    ...raw,
    axes: { ...raw.axes, mean: floats(raw.axes.mean), axes: floats(raw.axes.axes) },
    landmarks: { ...raw.landmarks, values: floats(raw.landmarks.values) },
    coordinates: floats(raw.coordinates),
    rows: Int32Array.from(raw.rows),
  };
};
