import { toScreen } from "./camera.ts";
import { type OverlayPart, strokeWithHalo } from "./overlay.ts";
import type { PointPlaces } from "./point-cloud.ts";

/** A ring around the point under the pointer, just outside a dot of `radius` CSS pixels. */
export const hoverRing =
  (point: number, { x, y }: PointPlaces, radius: number): OverlayPart =>
  (context, { camera, viewport, ink }) => {
    const { left, top } = toScreen(camera, viewport, x[point] ?? NaN, y[point] ?? NaN);
    if (!Number.isFinite(left) || !Number.isFinite(top)) return;
    context.beginPath();
    context.arc(left, top, radius + 3, 0, 2 * Math.PI);
    strokeWithHalo(context, ink, 2);
  };
