import type { Parallel } from "../parallel.ts";
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
  /** Rows that are judged, as positions in `among`. */
  judged: Int32Array;
  /** Rows that they are ranked among. */
  among: Int32Array;
  k: number;
}

const PART_ROWS = 64;

export interface MapQualitySums {
  trust: number;
  continuity: number;
  kept: number;
}

export const mapQualityTasks = {
  /** What the judged rows of one part add to the sums. */
  mapQuality: ({ points, coordinates, judged, among, k }: QualityArguments, part: number): MapQualitySums => {
    const sums = { trust: 0, continuity: 0, kept: 0 };
    const map: Points = { values: coordinates, count: points.count, dims: 2 };
    const high = new Float64Array(among.length);
    const low = new Float64Array(among.length);
    for (const i of judged.subarray(part * PART_ROWS, (part + 1) * PART_ROWS)) {
      squaresFrom(points, among, i, high);
      squaresFrom(map, among, i, low);
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

export interface MapQualityOptions {
  seed: number;
  /** Rows judged; default 2000. */
  sample?: number | undefined;
  /** Neighbours that count; default 15. */
  k?: number | undefined;
  /** Whom a judged row is ranked among: the other judged rows, or all. Default: sample. */
  among?: "sample" | "all" | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * How well a map keeps neighbourhoods: trustworthiness and continuity (Venna and Kaski 2001, "Neighborhood preservation
 * in nonlinear projection methods"), by Euclidean distance, exact in float64 for a sample of rows: one of each of
 * `sample` equal stretches. Equal distances rank by row. Among a sample k neighbours reach further than among all rows,
 * so the two measures differ by some hundredths. k is made less where there are not over twice as many rows. Costs
 * sample * (sample or rows) * dims operations. Null for fewer than three rows. Depends on the arguments alone, not on
 * the threads.
 */
export async function mapQuality(
  parallel: Parallel<typeof mapQualityTasks>,
  { points, coordinates }: { points: Points; coordinates: Float32Array },
  options: MapQualityOptions,
): Promise<MapQuality | null> {
  const sample = sampled(points.count, Math.min(points.count, options.sample ?? 2000), options.seed);
  const among = options.among === "all" ? Int32Array.from({ length: points.count }, (_, row) => row) : sample;
  const judged = options.among === "all" ? sample : sample.map((_, i) => i);
  const m = among.length;
  const k = Math.min(options.k ?? 15, Math.floor((m - 1) / 2));
  if (k < 1) return null;
  const args = { points, coordinates, judged, among, k };
  const parts = await parallel.run("mapQuality", args, Math.ceil(judged.length / PART_ROWS), {
    signal: options.signal,
  });
  const most = (judged.length * k * (2 * m - 3 * k - 1)) / 2;
  const sum = (name: keyof MapQualitySums): number => parts.reduce((total, sums) => total + sums[name], 0);
  return {
    trustworthiness: 1 - sum("trust") / most,
    continuity: 1 - sum("continuity") / most,
    neighbours: sum("kept") / (judged.length * k),
    sample: judged.length,
  };
}

/** A row of each of equal stretches of whole rows, so that none is drawn twice. */
function sampled(count: number, size: number, seed: number): Int32Array {
  const random = mulberry32(seed);
  return Int32Array.from({ length: size }, (_, i) => {
    const first = Math.floor((i * count) / size);
    return first + Math.floor(random() * (Math.floor(((i + 1) * count) / size) - first));
  });
}

/** Squared distances of row `among[i]` to all others; to itself -1, so that it is before all. */
function squaresFrom({ values, dims }: Points, among: Int32Array, i: number, squares: Float64Array): void {
  const from = (among[i] as number) * dims;
  for (let other = 0; other < among.length; other++) {
    const to = (among[other] as number) * dims;
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
