import { type MapFit, parseFit, serialiseFit } from "@pomona/compute/projection/map-fit";
import type { StoredArrays } from "../store/map-files.ts";
import { CLUSTER_LEVELS } from "../store/map-tables.ts";

/** What rows are placed on a map by. */
export interface StoredFit {
  fit: MapFit;
  /** For each level of clusters the id of each landmark's, -1 for none. */
  labels: Int32Array[];
}

export function packFit({ fit, labels }: StoredFit): StoredArrays {
  const bytes = serialiseFit(fit);
  const joined = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of bytes) {
    joined.set(part, at);
    at += part.length;
  }
  return {
    about: { levels: labels.length },
    arrays: { ...Object.fromEntries(labels.map((level, i) => [`labels${i}`, level])), fit: joined },
  };
}

/** Throws RangeError for what is no fit. */
export function unpackFit({ about, arrays }: StoredArrays): StoredFit {
  const { levels } = about as { levels: number };
  const fit = parseFit(arrays.fit as Uint8Array);
  const labels = Array.from({ length: Math.min(levels, CLUSTER_LEVELS) }, (_, i) => arrays[`labels${i}`] as Int32Array);
  if (labels.some((level) => level.length !== fit.rows.length)) throw new RangeError("The clusters are incomplete.");
  return { fit, labels };
}

/** Bytes that it takes in memory, about: vectors, their norms and places, neighbours' cells, labels. */
export const bytesOfFit = ({ fit, labels }: StoredFit): number =>
  4 * fit.rows.length * (fit.pca.components + 6 + labels.length) + fit.pca.axes.byteLength;
