import { type Parallel, sharedInts } from "../parallel.ts";
import { mulberry32 } from "../shuffle.ts";
import type { Points } from "./points.ts";

export interface MapQuality {
  /** 0 to 1; 1: whoever are neighbours on the map are neighbours in the space. */
  trustworthiness: number;
  /** 0 to 1; 1: neighbours in the space are neighbours on the map. */
  continuity: number;
  /** Share of the k nearest rows of the space that are among the k nearest on the map. */
  neighbours: number;
  /** Rows it was measured on. */
  sample: number;
}

export interface QualityArguments {
  points: Points;
  /** 2 * points.count: x0 y0 x1 y1 … */
  coordinates: Float32Array;
  sample: Int32Array;
  k: number;
}

const PART_ROWS = 64;

export interface MapQualitySums {
  trust: number;
  continuity: number;
  kept: number;
}

export const mapQualityTasks = {
  /** What the rows of one part of the sample add to the sums; ranks are among the sample. */
  mapQuality: ({ points, coordinates, sample, k }: QualityArguments, part: number): MapQualitySums => {
    const sums = { trust: 0, continuity: 0, kept: 0 };
    const map: Points = { values: coordinates, count: points.count, dims: 2 };
    const high = new Float64Array(sample.length);
    const low = new Float64Array(sample.length);
    for (let i = part * PART_ROWS; i < Math.min(sample.length, (part + 1) * PART_ROWS); i++) {
      squaresFrom(points, sample, i, high);
      squaresFrom(map, sample, i, low);
      for (const j of nearest(low, k)) {
        const excess = rankOf(high, j) - k;
        if (excess > 0) sums.trust += excess;
        else sums.kept++;
      }
      for (const j of nearest(high, k)) sums.continuity += Math.max(0, rankOf(low, j) - k);
    }
    return sums;
  },
};

/**
 * How well a map keeps neighbourhoods: trustworthiness and continuity (Venna and Kaski 2001, "Neighborhood preservation
 * in nonlinear projection methods"), by Euclidean distance, exact in float64 on a sample of rows: one of each of
 * `sample` equal stretches. Equal distances rank by row. k is made less where the sample is not over twice that. Costs
 * sample^2 * dims operations. Null for fewer than three rows. Depends on the arguments alone, not on the threads.
 */
export async function mapQuality(
  parallel: Parallel<typeof mapQualityTasks>,
  { points, coordinates }: { points: Points; coordinates: Float32Array },
  options: { seed: number; sample?: number; k?: number; signal?: AbortSignal | undefined },
): Promise<MapQuality | null> {
  const size = Math.min(points.count, options.sample ?? 2000);
  const k = Math.min(options.k ?? 15, Math.floor((size - 1) / 2));
  if (k < 1) return null;
  const sample = sharedInts(size);
  const random = mulberry32(options.seed);
  // Stretches are of whole rows, so that none is drawn twice.
  for (let i = 0; i < size; i++) {
    const first = Math.floor((i * points.count) / size);
    const next = Math.floor(((i + 1) * points.count) / size);
    sample[i] = first + Math.floor(random() * (next - first));
  }
  const args = { points, coordinates, sample, k };
  const parts = await parallel.run("mapQuality", args, Math.ceil(size / PART_ROWS), { signal: options.signal });
  const most = (size * k * (2 * size - 3 * k - 1)) / 2;
  const sum = (name: keyof MapQualitySums): number => parts.reduce((total, sums) => total + sums[name], 0);
  return {
    trustworthiness: 1 - sum("trust") / most,
    continuity: 1 - sum("continuity") / most,
    neighbours: sum("kept") / (size * k),
    sample: size,
  };
}

/** Squared distances of the sampled row i to all others; to itself -1, so that it is before all. */
function squaresFrom({ values, dims }: Points, sample: Int32Array, i: number, squares: Float64Array): void {
  const from = (sample[i] as number) * dims;
  for (let other = 0; other < sample.length; other++) {
    const to = (sample[other] as number) * dims;
    let sum = 0;
    for (let j = 0; j < dims; j++) {
      const difference = (values[from + j] as number) - (values[to + j] as number);
      sum += difference * difference;
    }
    squares[other] = sum;
  }
  squares[i] = -1;
}

/** The k nearest but the row itself. */
function nearest(squares: Float64Array, k: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < squares.length; i++) {
    const square = squares[i] as number;
    if (square < 0) continue;
    if (found.length === k && square >= (squares[found[k - 1] as number] as number)) continue;
    let at = Math.min(found.length, k - 1);
    for (; at > 0 && (squares[found[at - 1] as number] as number) > square; at--) found[at] = found[at - 1] as number;
    found[at] = i;
  }
  return found;
}

/** 1 for the nearest. */
function rankOf(squares: Float64Array, j: number): number {
  const square = squares[j] as number;
  let rank = 0;
  for (let i = 0; i < squares.length; i++) {
    const other = squares[i] as number;
    if (other < square || (other === square && i < j)) rank++;
  }
  return rank;
}
