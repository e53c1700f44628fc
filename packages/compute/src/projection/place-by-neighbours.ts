import type { Points } from "./points.ts";
import type { SimilarityCurve } from "./similarity-curve.ts";
import { smoothDistances } from "./smooth-distances.ts";

const ROUNDS = 4;

export interface PlaceArguments {
  /** k landmarks of each row, nearest first. */
  indices: Int32Array;
  distances: Float32Array;
  k: number;
  /** Mean distance of all landmarks to theirs. */
  meanDistance: number;
  /** Of the landmarks. */
  coordinates: Float32Array;
  curve: SimilarityCurve;
  count: number;
  into: Float32Array;
}

const PART_ROWS = 1024;

export interface DistanceArguments {
  count: number;
  distances: Float32Array;
  /** Distances of a row, of which the nearest `k` count. */
  given: number;
  k: number;
  into: Float32Array;
}

export const placeByNeighboursTasks = {
  /** Distances of unit vectors as 1 - cosine, half the square; in place, over rows of `k`. */
  cosineDistances: (
    { count, k, distances }: { count: number; k: number; distances: Float32Array },
    part: number,
  ): void => {
    const end = Math.min(count, (part + 1) * PART_ROWS) * k;
    for (let e = part * PART_ROWS * k; e < end; e++) distances[e] = (distances[e] as number) ** 2 / 2;
  },
  /** Gives the sum of what it wrote. */
  meanDistances: ({ count, distances, given, k, into }: DistanceArguments, part: number): number => {
    let total = 0;
    const end = Math.min(count, (part + 1) * PART_ROWS);
    for (let i = part * PART_ROWS; i < end; i++) {
      let sum = 0;
      for (let e = i * given; e < i * given + k; e++) sum += distances[e] as number;
      into[i] = k > 0 ? sum / k : 0;
      total += into[i] as number;
    }
    return total;
  },
  mainPlane: (
    { points: { values, count, dims }, into }: { points: Points; into: Float32Array },
    part: number,
  ): void => {
    const end = Math.min(count, (part + 1) * PART_ROWS);
    for (let i = part * PART_ROWS; i < end; i++) {
      into[2 * i] = dims > 0 ? (values[i * dims] as number) : 0;
      into[2 * i + 1] = dims > 1 ? (values[i * dims + 1] as number) : 0;
    }
  },
  placeByNeighbours: (args: PlaceArguments, part: number): void => {
    const { k, indices, distances, meanDistance, coordinates, curve, count, into } = args;
    const weights = new Float32Array(k);
    const end = Math.min(count, (part + 1) * PART_ROWS);
    for (let i = part * PART_ROWS; i < end; i++) {
      const own = {
        indices: indices.subarray(i * k, (i + 1) * k),
        distances: distances.subarray(i * k, (i + 1) * k),
        k,
        weights,
        meanDistance,
      };
      smoothDistances(own, 0);
      const [x, y] = centreOf(own.indices, weights, coordinates, curve);
      into[2 * i] = x;
      into[2 * i + 1] = y;
    }
  },
};

/**
 * Where a row with these neighbours belongs: from the place of the neighbour that has most of the others near it (on the
 * map), a few steps to the mean of all, weighed by how much they belong to the row and by their similarity to the place
 * so far (mean shift with the kernel of UMAP's map). So a row between two clusters comes to one of them, where the plain
 * mean would leave it in the gap.
 */
export function centreOf(
  indices: Int32Array,
  weights: Float32Array,
  coordinates: Float32Array,
  { a, b }: SimilarityCurve,
): [number, number] {
  const similarity = (x: number, y: number, landmark: number): number => {
    const dx = (coordinates[2 * landmark] as number) - x;
    const dy = (coordinates[2 * landmark + 1] as number) - y;
    return 1 / (1 + a * (dx * dx + dy * dy) ** b);
  };
  let [x, y, most] = [0, 0, -1];
  for (const candidate of indices) {
    if (candidate < 0) continue;
    const candidateX = coordinates[2 * candidate] as number;
    const candidateY = coordinates[2 * candidate + 1] as number;
    let sum = 0;
    for (let j = 0; j < indices.length; j++)
      if ((indices[j] as number) >= 0)
        sum += (weights[j] as number) * similarity(candidateX, candidateY, indices[j] as number);
    if (sum > most) [x, y, most] = [candidateX, candidateY, sum];
  }
  for (let round = 0; round < ROUNDS; round++) {
    let [sumX, sumY, total] = [0, 0, 0];
    for (let j = 0; j < indices.length; j++) {
      const landmark = indices[j] as number;
      if (landmark < 0) continue;
      const weight = (weights[j] as number) * similarity(x, y, landmark);
      sumX += weight * (coordinates[2 * landmark] as number);
      sumY += weight * (coordinates[2 * landmark + 1] as number);
      total += weight;
    }
    if (total > 0) [x, y] = [sumX / total, sumY / total];
  }
  return [x, y];
}

/** How many parts rows are placed in. */
export const placingParts = (count: number): number => Math.ceil(count / PART_ROWS);
