import { type GridIndex, gridIndex, gridIndexInSlices } from "./grid-index.ts";
import type { PointPlaces } from "./point-cloud.ts";

/** The grid of a set of points, made anew when they change. */
export interface KeptIndex {
  /** The grid if it is made, or null: for what can wait, as hovering. Of points that were added to, the one before. */
  ready(): GridIndex | null;
  /** The grid, made at once if need be: up to 150 ms for a million points. */
  now(): GridIndex;
  /** These are the points now; their grid is made in slices between which the page lives on. */
  start(places: PointPlaces, change: "replaced" | "added"): void;
  stop(): void;
}

/** What is seen comes first: the grid is for who points at it. */
const FIRST_FRAME_MS = 60;
const afterFirstFrame = () => new Promise((resolve) => setTimeout(resolve, FIRST_FRAME_MS));

export function createKeptIndex(onMade: () => void): KeptIndex {
  let places: PointPlaces = { x: new Float32Array(0), y: new Float32Array(0) };
  let made: { grid: GridIndex; isOfAll: boolean } | null = null;
  let aborter = new AbortController();
  const keep = (grid: GridIndex) => {
    made = { grid, isOfAll: true };
    onMade();
  };
  return {
    ready: () => made?.grid ?? null,
    now() {
      aborter.abort();
      const grid = made?.isOfAll ? made.grid : gridIndex(places);
      if (made?.grid !== grid) keep(grid);
      return grid;
    },
    start(next, change) {
      aborter.abort();
      aborter = new AbortController();
      const { signal } = aborter;
      places = { x: next.x, y: next.y };
      made = change === "added" && made ? { grid: made.grid, isOfAll: false } : null;
      afterFirstFrame()
        .then(() => gridIndexInSlices(places, signal))
        .then(
          (grid) => {
            if (!signal.aborted) keep(grid);
          },
          (error: unknown) => {
            if (!signal.aborted) throw error;
          },
        );
    },
    stop: () => aborter.abort(),
  };
}
