import type { MapTasks } from "../map-tasks.ts";
import type { Parallel } from "../parallel.ts";
import type { FittedAxes, LayoutParameters, MapFit } from "./map-fit.ts";
import type { Points } from "./points.ts";

/** Steps of making a map, in this order; `layOut` does the middle three. */
export type LayoutStage = "reduce" | "neighbours" | "layout" | "place" | "quality";

export interface LayOutOptions {
  /** What the points were reduced by; kept in the fit. */
  axes: FittedAxes;
  signal?: AbortSignal | undefined;
  /** Share of the stage that is done, 0 to 1. */
  onProgress?: ((stage: LayoutStage, share: number) => void) | undefined;
  /** Is given the state after the neighbours and from time to time during the layout; waited for. */
  checkpoint?: ((state: Uint8Array[]) => Promise<void> | void) | undefined;
  /** The bytes of a state, to go on from there: the same points and parameters must be given. */
  resumeFrom?: Uint8Array | undefined;
}

/** A map of `count` rows. */
export interface LaidOut {
  /** x0, y0, x1, y1, … */
  coordinates: Float32Array<SharedArrayBuffer>;
  /** 1 for rows placed among the landmarks, 0 for those laid out. */
  placed: Uint8Array<SharedArrayBuffer>;
  /** Mean distance of each row to its nearest neighbours among the landmarks, in the reduced space. */
  misfit: Float32Array<SharedArrayBuffer>;
  /** count * k rows that are landmarks, nearest first, without the row itself; -1 where there are fewer than k. */
  neighbours: Int32Array<SharedArrayBuffer>;
  k: number;
  fit: MapFit;
}

/** Lays out reduced vectors as a map: `layOut(parallel, reduced, parameters, options)`. */
export type LayOut = (
  parallel: Parallel<MapTasks>,
  reduced: Points,
  parameters: LayoutParameters,
  options: LayOutOptions,
) => Promise<LaidOut>;
