import { type MapColours, SCALE_MISSING, SCALE_STEPS } from "@pomona/contract/map-binary";

/**
 * When the row of a point was created, in milliseconds, as the colours by that date tell it: to one part in 65,534 of
 * all dates of the map. Null where it has none.
 */
export function dateOfPoint(
  { legend, ordinals, values }: MapColours,
  shown: Uint32Array,
  point: number,
): number | null {
  if (legend.kind !== "scale" || legend.unit !== "date") return null;
  const ordinal = shown[point];
  if (ordinal === undefined) return null;
  let low = 0;
  let high = ordinals.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ordinals[middle] as number) < ordinal) low = middle + 1;
    else high = middle;
  }
  const value = ordinals[low] === ordinal ? values[low] : undefined;
  if (value === undefined || value === SCALE_MISSING) return null;
  return legend.low + (value / SCALE_STEPS) * (legend.high - legend.low);
}
