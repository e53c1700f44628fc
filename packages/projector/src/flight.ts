import type { Viewport } from "./camera.ts";
import type { Camera } from "./point-cloud.ts";

/** A way of the camera in time. */
export interface Flight {
  /** 0 where there is nowhere to go. */
  durationMs: number;
  /** The camera so long after take-off: exactly where it was until then, and from `durationMs` on where it was to arrive. */
  at(elapsedMs: number): Camera;
}

/** How much it zooms out to travel: the value van Wijk & Nuij found people to prefer. */
const CURVATURE = Math.SQRT2;
const MS_A_STEP = 350;
const SHORTEST_MS = 160;
const LONGEST_MS = 900;

const eased = (share: number) => (share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share));

/** Share of the way and width of the view after a length of path. */
interface Path {
  length: number;
  at(length: number): { share: number; width: number };
}

const zoomPath = (from: number, to: number): Path => ({
  length: Math.abs(Math.log(to / from)) / CURVATURE,
  at: (length) => ({
    share: length,
    width: from * Math.exp((to < from ? -1 : 1) * CURVATURE * length),
  }),
});

const arcPath = (from: number, to: number, distance: number): Path => {
  const square = CURVATURE * CURVATURE;
  const lean = (width: number, sign: number) =>
    (to * to - from * from + sign * square * square * distance * distance) / (2 * width * square * distance);
  // asinh(-b) is log(sqrt(b * b + 1) - b) without its cancellation.
  const start = Math.asinh(-lean(from, 1));
  const end = Math.asinh(-lean(to, -1));
  return {
    length: (end - start) / CURVATURE,
    at: (length) => {
      const angle = CURVATURE * length + start;
      const way = (from * (Math.cosh(start) * Math.tanh(angle) - Math.sinh(start))) / (square * distance);
      return { share: way, width: (from * Math.cosh(start)) / Math.cosh(angle) };
    },
  };
};

/**
 * The smooth way from one view to another: it zooms out, travels and zooms in so that the picture seems to move at one
 * speed (van Wijk & Nuij, "Smooth and efficient zooming and panning", InfoVis 2003; with an ease at both ends, and 160
 * to 900 ms long). Deterministic; the caller has the clock.
 */
export const planFlight = (from: Camera, to: Camera, viewport: Viewport): Flight => {
  const size = Math.max(1, viewport.width, viewport.height);
  const distance = Math.hypot(to.x - from.x, to.y - from.y);
  const widths = [size / from.scale, size / to.scale] as const;
  const isInPlace = distance < 1e-6 * Math.min(...widths);
  const path = isInPlace ? zoomPath(...widths) : arcPath(widths[0], widths[1], distance);
  const canFly = path.length > 0 && Number.isFinite(path.length);
  const durationMs = canFly ? Math.min(LONGEST_MS, Math.max(SHORTEST_MS, path.length * MS_A_STEP)) : 0;
  return {
    durationMs,
    at: (elapsedMs) => {
      if (!(elapsedMs < durationMs)) return to;
      if (elapsedMs <= 0) return from;
      const progress = eased(elapsedMs / durationMs);
      const { share, width } = path.at(path.length * progress);
      const way = isInPlace ? progress : share;
      return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, scale: size / width };
    },
  };
};
