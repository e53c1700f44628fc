import { toScreen } from "./camera.ts";
import { type OverlayPart, type OverlayView, strokeWithHalo } from "./overlay.ts";
import type { Polygon } from "./point-cloud.ts";

const trace = (context: CanvasRenderingContext2D, { camera, viewport }: OverlayView, path: ArrayLike<number>) => {
  for (let corner = 0; corner + 1 < path.length; corner += 2) {
    const { left, top } = toScreen(camera, viewport, path[corner]!, path[corner + 1]!);
    if (corner === 0) context.moveTo(left, top);
    else context.lineTo(left, top);
  }
};

/** Regions that stay drawn: outlined and washed over, even-odd as they are evaluated. */
export const regionLayer =
  (polygons: readonly Polygon[]): OverlayPart =>
  (context, view) => {
    for (const polygon of polygons) {
      context.beginPath();
      trace(context, view, polygon);
      context.closePath();
      context.fillStyle = view.ink.wash;
      context.fill("evenodd");
      strokeWithHalo(context, view.ink, 1.5);
    }
  };

/** A region on its way: dashed, with its corners marked where they were clicked. */
export const draftLayer =
  (path: ArrayLike<number>, { hasCorners, isClosed }: { hasCorners: boolean; isClosed: boolean }): OverlayPart =>
  (context, view) => {
    context.beginPath();
    trace(context, view, path);
    context.fillStyle = view.ink.wash;
    context.fill("evenodd");
    if (isClosed) context.closePath();
    context.setLineDash([6, 4]);
    strokeWithHalo(context, view.ink, 1.5);
    context.setLineDash([]);
    if (!hasCorners) return;
    for (let corner = 0; corner + 1 < path.length; corner += 2) {
      const { left, top } = toScreen(view.camera, view.viewport, path[corner]!, path[corner + 1]!);
      context.beginPath();
      context.arc(left, top, corner === 0 ? 5 : 3, 0, 2 * Math.PI);
      context.fillStyle = view.ink.halo;
      context.fill();
      strokeWithHalo(context, view.ink, 1.5);
    }
  };
