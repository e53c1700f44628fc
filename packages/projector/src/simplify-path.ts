import type { Polygon } from "./point-cloud.ts";

/** Square distance of a place from a segment, not from its line: a path may turn back. */
const squareFrom = (path: Polygon, point: number, from: number, to: number): number => {
  const [x, y] = [path[2 * point]!, path[2 * point + 1]!];
  const [ax, ay] = [path[2 * from]!, path[2 * from + 1]!];
  const [dx, dy] = [path[2 * to]! - ax, path[2 * to + 1]! - ay];
  const square = dx * dx + dy * dy;
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
  const [ex, ey] = [x - ax - share * dx, y - ay - share * dy];
  return ex * ex + ey * ey;
};

/**
 * From which tolerance on each place is left out: how far it is from the segment that it splits, and no further than the
 * places that split before it. Both ends are never left out; what is within `least` has 0.
 */
const weightsOf = (path: Polygon, least: number): Float64Array => {
  const last = path.length / 2 - 1;
  const weights = new Float64Array(last + 1);
  weights[0] = Infinity;
  weights[last] = Infinity;
  const open: [from: number, to: number][] = [[0, last]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    let farthest = least * least;
    let at = -1;
    for (let point = from + 1; point < to; point++) {
      const square = squareFrom(path, point, from, to);
      if (square <= farthest) continue;
      farthest = square;
      at = point;
    }
    if (at < 0) continue;
    weights[at] = Math.min(Math.sqrt(farthest), weights[from]!, weights[to]!);
    open.push([from, at], [at, to]);
  }
  return weights;
};

/**
 * Leaves out places of a path that lie within `tolerance` of it without them; the first and last stay, and every place
 * left out is within the tolerance of the result (Douglas & Peucker 1973, with distances from the segment). Usually
 * n log n, n * n for spirals.
 */
export const simplifyPath = (path: Polygon, tolerance: number): Polygon => {
  if (path.length <= 4) return path.slice();
  const weights = weightsOf(path, tolerance);
  return path.filter((_, at) => weights[at >> 1]! > 0);
};

/**
 * The same for a closed outline, with at most `mostCorners`, of which there are 3 at least: where more would be needed
 * within the tolerance, those that stand out least are left out too. The first corner stays.
 */
export const simplifyOutline = (
  outline: Polygon,
  { tolerance, mostCorners }: { tolerance: number; mostCorners: number },
): Polygon => {
  if (outline.length <= 6) return outline.slice();
  const closed = new Float64Array(outline.length + 2);
  closed.set(outline);
  closed.set(outline.subarray(0, 2), outline.length);
  const weights = weightsOf(closed, tolerance);
  const heaviest = [...weights.keys()]
    .filter((corner) => weights[corner]! > 0 && corner < outline.length / 2)
    .sort((a, b) => weights[b]! - weights[a]! || a - b)
    .slice(0, Math.max(3, mostCorners));
  const kept = new Set(heaviest);
  return outline.filter((_, at) => kept.has(at >> 1));
};
