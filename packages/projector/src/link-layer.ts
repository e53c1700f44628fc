import { toScreen } from "./camera.ts";
import { type OverlayPart, strokeWithHalo } from "./overlay.ts";
import type { PointPlaces } from "./point-cloud.ts";

export interface Highlights {
  /** Numbers of points that have a ring. */
  points: readonly number[];
  /** Pairs of points with a line between them. */
  links: readonly (readonly [number, number])[];
}

const RING_PX = 7;

/** Lines between points and rings around points: all of a kind in one stroke. Points without a place are left out. */
export const linkLayer =
  ({ points, links }: Highlights, { x, y }: PointPlaces): OverlayPart =>
  (context, view) => {
    const place = (point: number) => {
      const at = toScreen(view.camera, view.viewport, x[point] ?? NaN, y[point] ?? NaN);
      return Number.isFinite(at.left) && Number.isFinite(at.top) ? at : null;
    };
    context.beginPath();
    for (const [one, other] of links) {
      const [from, to] = [place(one), place(other)];
      if (from === null || to === null) continue;
      context.moveTo(from.left, from.top);
      context.lineTo(to.left, to.top);
    }
    strokeWithHalo(context, { ...view.ink, accent: view.ink.link }, 1.25);
    context.beginPath();
    for (const point of points) {
      const at = place(point);
      if (at === null) continue;
      context.moveTo(at.left + RING_PX, at.top);
      context.arc(at.left, at.top, RING_PX, 0, 2 * Math.PI);
    }
    strokeWithHalo(context, view.ink, 2);
  };
