import type { MapTasks } from "@pomona/compute/map-tasks";
import type { Parallel } from "@pomona/compute/parallel";
import { type MapFit, parseFit, serialiseFit } from "@pomona/compute/projection/map-fit";
import { giveTurn } from "../../config/give-turn.ts";
import type { StoredArrays } from "../../store/map-files.ts";
import { CLUSTER_LEVELS } from "../../store/map-tables.ts";

/** What rows are placed on a map by. */
export interface StoredFit {
  fit: MapFit;
  /** For each level of clusters the id of each landmark's, -1 for none. */
  labels: Int32Array[];
}

/** Copied before others get a turn. */
const TURN_BYTES = 8 << 20;

export async function packFit(threads: Parallel<MapTasks>, { fit, labels }: StoredFit): Promise<StoredArrays> {
  // Keys in one order: axes that were read from a file have another, and equal fits must be equal bytes.
  const { dims, components, mean, axes, variances, explained } = fit.pca;
  const pca = { dims, components, mean, axes, variances, explained };
  const bytes = await serialiseFit(threads, { ...fit, pca });
  const joined = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    for (let start = 0; start < part.length; start += TURN_BYTES) {
      joined.set(part.subarray(start, start + TURN_BYTES), at + start);
      await giveTurn();
    }
    at += part.length;
  }
  return {
    about: { levels: labels.length },
    arrays: { ...Object.fromEntries(labels.map((level, i) => [`labels${i}`, level])), fit: joined },
  };
}

/** Throws RangeError for what is no fit. */
export async function unpackFit(threads: Parallel<MapTasks>, { about, arrays }: StoredArrays): Promise<StoredFit> {
  const { levels } = about as { levels: number };
  const fit = await parseFit(threads, arrays.fit as Uint8Array);
  const labels = Array.from({ length: Math.min(levels, CLUSTER_LEVELS) }, (_, i) => arrays[`labels${i}`] as Int32Array);
  if (labels.some((level) => level.length !== fit.rows.length)) throw new RangeError("The clusters are incomplete.");
  return { fit, labels };
}

/** Bytes that it takes in memory, about: vectors, their norms and places, neighbours' cells, labels. */
export const bytesOfFit = ({ fit, labels }: StoredFit): number =>
  4 * fit.rows.length * (fit.pca.components + 6 + labels.length) + fit.pca.axes.byteLength;
