import { type cellTasks, GATHER_ROWS } from "../neighbours/cell-tasks.ts";
import { type Parallel, sharedFloats, sharedInts } from "../parallel.ts";
import { mulberry32 } from "../shuffle.ts";
import type { LayoutParameters } from "./map-fit.ts";
import type { Points } from "./points.ts";

/** Up to this many rows are laid out all. */
const MOST_LAID_OUT = 200_000;
/** Landmarks of larger maps. */
const LANDMARKS = 100_000;
/** On a plane of main axes they only tell how well rows fit: so many are searched exactly. */
const PLANE_LANDMARKS = 20_000;

/** How many of `count` rows are laid out. */
export function wantedLandmarks({ method, landmarks }: LayoutParameters, count: number): number {
  if (landmarks !== undefined) return Math.min(landmarks, count);
  if (method === "pca") return Math.min(count, PLANE_LANDMARKS);
  return count <= MOST_LAID_OUT ? count : LANDMARKS;
}

export interface SampleArguments {
  count: number;
  seed: number;
  landmarks: Int32Array;
  others: Int32Array;
}

export const landmarkTasks = {
  /** Selection sampling (Fan, Muller and Rezucha 1962; Knuth's algorithm S): rising, each set equally likely. */
  sampleLandmarks: ({ count, seed, landmarks, others }: SampleArguments): void => {
    const random = mulberry32(seed);
    let taken = 0;
    for (let row = 0; row < count; row++) {
      const isLandmark = random() * (count - row) < landmarks.length - taken;
      if (isLandmark) landmarks[taken++] = row;
      else others[row - taken] = row;
    }
  },
};

/** The rows of a map that are laid out, and those placed among them; both rising. */
export interface Landmarks {
  rows: Int32Array;
  others: Int32Array;
}

/** Chooses `wanted` of `count` rows by chance: the same for the same seed. */
export async function chooseLandmarks(
  parallel: Parallel<typeof landmarkTasks>,
  count: number,
  { wanted, seed, signal }: { wanted: number; seed: number; signal?: AbortSignal | undefined },
): Promise<Landmarks> {
  const landmarks = sharedInts(Math.min(wanted, count));
  const others = sharedInts(count - landmarks.length);
  await parallel.run("sampleLandmarks", { count, seed, landmarks, others }, 1, { signal });
  return { rows: landmarks, others };
}

/** The points of some rows, in shared memory. */
export async function pointsOf(
  parallel: Parallel<typeof cellTasks>,
  points: Points,
  rows: Int32Array,
  signal?: AbortSignal,
): Promise<Points> {
  if (rows.length === points.count) return points;
  const values = sharedFloats(rows.length * points.dims);
  await parallel.run("gatherRows", { points, rows, values }, Math.ceil(rows.length / GATHER_ROWS), { signal });
  return { values, count: rows.length, dims: points.dims };
}
