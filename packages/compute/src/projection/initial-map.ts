import type { Parallel } from "../parallel.ts";
import { hashedOffset } from "./hashed.ts";
import type { NeighbourGraph } from "./neighbour-graph.ts";
import type { Points } from "./points.ts";

const PART_ROWS = 8192;
const ROUNDS = 20;
/** Half the width of a map at its start, as in umap-learn. */
const REACH = 10;
/** Keeps rows apart that are the same. */
const NOISE = 0.1;

/** Takes places to ones of mean 0 and variance 1 on uncorrelated axes: x' = x (v - mx), y' = y ((w - my) - c (v - mx)). */
interface Whitening {
  mx: number;
  my: number;
  x: number;
  y: number;
  c: number;
}
/** Weighted sums over rows: of 1, x, y, xx, xy, yy. */
type Moments = [number, number, number, number, number, number];

export interface PlaneArguments {
  points: Points;
  to: Float32Array;
  seed: number;
}
export interface SpreadArguments {
  from: Float32Array;
  to: Float32Array;
  graph: NeighbourGraph;
  whitening: Whitening;
}
export interface ScaleArguments {
  places: Float32Array;
  scale: number;
  whitening: Whitening;
  noise: number;
  seed: number;
}

const rangeOf = (part: number, count: number): [number, number] => [
  part * PART_ROWS,
  Math.min(count, (part + 1) * PART_ROWS),
];

/** The first two axes of the points with a little noise, so that no axis is without variance. */
function takePlane({ points, to, seed }: PlaneArguments, part: number): Moments {
  const { values, count, dims } = points;
  const sums: Moments = [0, 0, 0, 0, 0, 0];
  const [first, end] = rangeOf(part, count);
  for (let i = first; i < end; i++) {
    const x = dims > 0 ? (values[i * dims] as number) : 0;
    const y = dims > 1 ? (values[i * dims + 1] as number) : 0;
    to[2 * i] = x + hashedOffset(seed, 2 * i) * 1e-4 * (Math.abs(x) || 1);
    to[2 * i + 1] = y + hashedOffset(seed, 2 * i + 1) * 1e-4 * (Math.abs(y) || 1);
    addTo(sums, 1, to[2 * i] as number, to[2 * i + 1] as number);
  }
  return sums;
}

function addTo(sums: Moments, weight: number, x: number, y: number): void {
  sums[0] += weight;
  sums[1] += weight * x;
  sums[2] += weight * y;
  sums[3] += weight * x * x;
  sums[4] += weight * x * y;
  sums[5] += weight * y * y;
}

/** Half a step of a lazy random walk on the graph, from places that are whitened as they are read. */
function spread({ from, to, graph, whitening }: SpreadArguments, part: number): Moments {
  const { starts, tails, rates, count } = graph;
  const { mx, my, x: sx, y: sy, c } = whitening;
  const sums: Moments = [0, 0, 0, 0, 0, 0];
  const [first, end] = rangeOf(part, count);
  for (let i = first; i < end; i++) {
    let [x, y, degree] = [0, 0, 0];
    for (let e = starts[i] as number; e < (starts[i + 1] as number); e++) {
      const rate = rates[e] as number;
      const tail = 2 * (tails[e] as number);
      x += rate * (from[tail] as number);
      y += rate * (from[tail + 1] as number);
      degree += rate;
    }
    const ownX = from[2 * i] as number;
    const ownY = from[2 * i + 1] as number;
    const dx = (degree > 0 ? 0.5 * (ownX + x / degree) : ownX) - mx;
    const dy = (degree > 0 ? 0.5 * (ownY + y / degree) : ownY) - my;
    to[2 * i] = sx * dx;
    to[2 * i + 1] = sy * (dy - c * dx);
    addTo(sums, degree || 1e-6, to[2 * i] as number, to[2 * i + 1] as number);
  }
  return sums;
}

/** The largest absolute coordinate, once whitened. */
function largest({ places, whitening: { mx, my, x, y, c } }: ScaleArguments, part: number): number {
  const [first, end] = rangeOf(part, places.length / 2);
  let most = 0;
  for (let i = first; i < end; i++) {
    const dx = (places[2 * i] as number) - mx;
    const dy = (places[2 * i + 1] as number) - my;
    most = Math.max(most, Math.abs(x * dx), Math.abs(y * (dy - c * dx)));
  }
  return most;
}

function scaleMap({ places, scale, noise, whitening: { mx, my, x, y, c }, seed }: ScaleArguments, part: number): void {
  const [first, end] = rangeOf(part, places.length / 2);
  for (let i = first; i < end; i++) {
    const dx = (places[2 * i] as number) - mx;
    const dy = (places[2 * i + 1] as number) - my;
    places[2 * i] = scale * x * dx + noise * hashedOffset(seed, 2 * i);
    places[2 * i + 1] = scale * y * (dy - c * dx) + noise * hashedOffset(seed, 2 * i + 1);
  }
}

export const initialMapTasks = { takePlane, spread, largest, scaleMap };

function whiteningOf(parts: Moments[]): Whitening {
  const [w, x, y, xx, xy, yy] = parts.reduce<Moments>(
    (sums, part) => sums.map((sum, i) => sum + (part[i] as number)) as Moments,
    [0, 0, 0, 0, 0, 0],
  );
  const [mx, my] = [x / w, y / w];
  const varianceX = xx / w - mx * mx;
  const c = varianceX > 0 ? (xy / w - mx * my) / varianceX : 0;
  const varianceY = yy / w - my * my - c * c * Math.max(0, varianceX);
  const inverse = (variance: number): number => (variance > 1e-30 ? 1 / Math.sqrt(variance) : 0);
  return { mx, my, c, x: inverse(varianceX), y: inverse(varianceY) };
}

/**
 * Writes a start of the layout to `graph.places[0]`: the plane of the first two axes, refined by 20 steps of a lazy
 * random walk on the graph that are kept uncorrelated and of one size, which turns it towards the eigenvectors of the
 * normalised graph (power iteration), scaled to -10 to 10. Points that do not vary, and parts of the graph without an
 * edge to the others, give finite places too. Depends on its arguments alone.
 */
export async function initialMap(
  parallel: Parallel<typeof initialMapTasks>,
  points: Points,
  graph: NeighbourGraph,
  { seed, signal }: { seed: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const parts = Math.ceil(points.count / PART_ROWS);
  let [from, to] = graph.places;
  const plane = { points, to: from, seed };
  let moments: Moments[] = await parallel.run("takePlane", plane, parts, { signal });
  for (let round = 0; round < ROUNDS; round++) {
    const args = { from, to, graph, whitening: whiteningOf(moments) };
    moments = await parallel.run("spread", args, parts, { signal });
    [from, to] = [to, from];
  }
  const scaling = { places: from, scale: 1, whitening: whiteningOf(moments), noise: NOISE, seed };
  const most = Math.max(...(await parallel.run("largest", scaling, parts, { signal })));
  scaling.scale = most > 0 ? REACH / most : 0;
  await parallel.run("scaleMap", scaling, parts, { signal });
}

export interface PlaneStartOptions {
  to: Float32Array;
  /** Standard deviation along the first axis. */
  deviation: number;
  seed: number;
  signal?: AbortSignal | undefined;
}

/** Writes the plane of the first two axes to `to`, scaled, with noise of a hundredth part that keeps equal rows apart. */
export async function mainPlaneStart(
  parallel: Parallel<typeof initialMapTasks>,
  points: Points,
  { to, deviation, seed, signal }: PlaneStartOptions,
): Promise<void> {
  const parts = Math.ceil(points.count / PART_ROWS);
  const whitening = whiteningOf(await parallel.run("takePlane", { points, to, seed }, parts, { signal }));
  const scaling = {
    places: to,
    scale: deviation,
    whitening: { ...whitening, y: whitening.x, c: 0 },
    noise: 0.01 * deviation,
    seed,
  };
  await parallel.run("scaleMap", scaling, parts, { signal });
}
