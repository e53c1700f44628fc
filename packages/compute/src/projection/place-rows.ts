import type { MapTasks } from "../map-tasks.ts";
import type { Parallel } from "../parallel.ts";
import type { MapFit } from "./map-fit.ts";
import type { Points } from "./points.ts";
/** Rows placed on a map by its fit; each by itself, whatever others are placed with it. */
export interface PlacedRows {
  /** x0, y0, x1, y1, … */
  coordinates: Float32Array<SharedArrayBuffer>;
  /** Mean distance of each row to its nearest landmarks in the reduced space. */
  misfit: Float32Array<SharedArrayBuffer>;
  /** count * k landmarks (their number in the fit, not their row), nearest first; -1 where there are fewer than k. */
  neighbours: Int32Array<SharedArrayBuffer>;
  k: number;
}

/** Places vectors of the space (not reduced yet): `placeRows(parallel, fit, vectors, { signal, onProgress })`. */
export type PlaceRows = (
  parallel: Parallel<MapTasks>,
  fit: MapFit,
  vectors: Points,
  options?: { signal?: AbortSignal | undefined; onProgress?: ((share: number) => void) | undefined },
) => Promise<PlacedRows>;
/** Bytes to write into a file one after the other: `serialiseFit(fit)`; `parseFit(bytes)` throws RangeError for what is no fit. */
export type SerialiseFit = (fit: MapFit) => Uint8Array[];
export type ParseFit = (bytes: Uint8Array) => MapFit;
