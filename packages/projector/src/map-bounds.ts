import type { MapBox } from "./point-cloud.ts";

/** Smallest box of all finite places, or null where there is none. A few milliseconds for a million. */
export function boundsOf(x: Float32Array, y: Float32Array): MapBox | null {
  let left = Infinity;
  let right = -Infinity;
  let bottom = Infinity;
  let top = -Infinity;
  for (let i = 0; i < x.length; i++) {
    const u = x[i]!;
    const v = y[i]!;
    if (u - u !== 0 || v - v !== 0) continue;
    if (u < left) left = u;
    if (u > right) right = u;
    if (v < bottom) bottom = v;
    if (v > top) top = v;
  }
  return left <= right ? { left, right, bottom, top } : null;
}
