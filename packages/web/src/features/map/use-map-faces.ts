import type { PointFace } from "@pomona/projector/point-cloud";
import { useEffect, useMemo, useRef } from "react";
import { thumbnailUrl } from "../../api/client.ts";
import type { PointSet } from "../../api/map-queries.ts";
import { type MapRowReader, mapRowReader } from "../../api/map-rows.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { cardText } from "../../catalog/row-title.ts";

/** Characters of a text that stand in place of its point. */
const FACE_TEXT = 90;

/** Reads rows of this map by ordinal; what is kept is forgotten with the points it was of. */
export function useMapRowReader({ name, version }: MapAsked, points: PointSet | undefined): MapRowReader {
  const reader = useMemo(() => mapRowReader(name, version), [name, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows may have changed with the points
  useEffect(() => reader.forget, [reader, points?.token]);
  return reader;
}

/** Pictures or the beginning of texts, in place of points that are seen large. */
export function useMapFaces(
  reader: MapRowReader,
  points: PointSet | undefined,
): (asked: Uint32Array, signal: AbortSignal) => Promise<(PointFace | null)[]> {
  const ordinals = useRef(points?.ordinals);
  ordinals.current = points?.ordinals;
  return useMemo(
    () => async (asked, signal) => {
      const wanted = Array.from(asked, (point) => ordinals.current?.[point] ?? -1);
      const rows = await reader.read(wanted, signal);
      return Promise.all(
        rows.map(async (row): Promise<PointFace | null> => {
          if (row === null) return null;
          if (row.mediaType === "text") return { image: null, text: cardText(row).slice(0, FACE_TEXT) };
          return { image: await pictureOf(thumbnailUrl(row, "160"), signal), text: row.labels[0] ?? row.key };
        }),
      );
    },
    [reader],
  );
}

async function pictureOf(address: string, signal: AbortSignal): Promise<CanvasImageSource | null> {
  try {
    const response = await fetch(address, { signal });
    return response.ok ? await createImageBitmap(await response.blob()) : null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}
