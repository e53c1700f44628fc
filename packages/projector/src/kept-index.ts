import { type GridIndex, gridIndex, gridIndexInSlices } from "./grid-index.ts";
import type { PointPlaces } from "./point-cloud.ts";

/** The grid of a set of points, made anew when they change. */
export interface KeptIndex {
  /** The grid if it is made, or null: for what can wait, as hovering. */
  ready(): GridIndex | null;
  /** The grid, made at once if need be: up to 150 ms for a million points. */
  now(): GridIndex;
  /** These are the points now; their grid is made in slices between which the page lives on. */
  start(places: PointPlaces): void;
  stop(): void;
}

export function createKeptIndex(): KeptIndex {
  let places: PointPlaces = { x: new Float32Array(0), y: new Float32Array(0) };
  let grid: GridIndex | null = null;
  let aborter = new AbortController();
  return {
    ready: () => grid,
    now() {
      aborter.abort();
      grid ??= gridIndex(places);
      return grid;
    },
    start(next) {
      aborter.abort();
      aborter = new AbortController();
      places = next;
      grid = null;
      gridIndexInSlices(places, aborter.signal).then(
        (made) => {
          if (places === next) grid = made;
        },
        (error: unknown) => {
          if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
        },
      );
    },
    stop: () => aborter.abort(),
  };
}
