import type { NeighbourGraph } from "./neighbour-graph.ts";
import { type Bounds, fourNodes, type RepulsionGrid } from "./repulsion-grid.ts";

export const TSNE_PART_ROWS = 4096;
/** Points that one part compares with all. */
export const PAIR_PART_ROWS = 128;
const LEAST_GAIN = 0.01;
const LONGEST_STEP = 5;

/** Points on their way, and what moves them. */
export interface TsnePoints {
  /** 2 * count each: x0, y0, x1, y1, … */
  places: Float32Array;
  velocity: Float32Array;
  gains: Float32Array;
  attraction: Float32Array;
  repulsion: Float32Array;
}

export interface ForceArguments extends TsnePoints {
  graph: NeighbourGraph;
  grid: RepulsionGrid;
}
export interface MoveArguments extends TsnePoints {
  /** How much stronger neighbours attract than they should: above 1 early on. */
  exaggeration: number;
  /** Sum of the similarities of all pairs on the map. */
  total: number;
  rate: number;
  momentum: number;
  /** Middle of the places before: taken off. */
  middle: [number, number];
}

/** Bounds and sums of some places. */
export interface Extent extends Bounds {
  sumX: number;
  sumY: number;
}

const rowsOf = (part: number, places: Float32Array): [number, number] => [
  part * TSNE_PART_ROWS,
  Math.min(places.length / 2, (part + 1) * TSNE_PART_ROWS),
];

/** Adds the charges of all points (their x, y and 1) to the nodes around them. */
function spreadCharges(places: Float32Array, { size, spacing, x, y, ofX, ofY, ofOne }: RepulsionGrid): void {
  for (const charges of [ofX, ofY, ofOne]) charges.fill(0);
  const [across, up] = [new Float64Array(4), new Float64Array(4)];
  for (let i = 0; i < places.length; i += 2) {
    const px = places[i] as number;
    const py = places[i + 1] as number;
    const column = fourNodes((px - x) / spacing, across);
    const row = fourNodes((py - y) / spacing, up);
    for (let r = 0; r < 4; r++) {
      for (let c = 0; c < 4; c++) {
        const node = (row + r) * size + column + c;
        const weight = (up[r] as number) * (across[c] as number);
        ofX[node] = (ofX[node] as number) + weight * px;
        ofY[node] = (ofY[node] as number) + weight * py;
        ofOne[node] = (ofOne[node] as number) + weight;
      }
    }
  }
}

function attract({ graph, places, attraction }: Omit<ForceArguments, "grid">, part: number): void {
  const { starts, tails, rates } = graph;
  const [first, end] = rowsOf(part, places);
  for (let i = first; i < end; i++) {
    const x = places[2 * i] as number;
    const y = places[2 * i + 1] as number;
    let [forceX, forceY] = [0, 0];
    for (let e = starts[i] as number; e < (starts[i + 1] as number); e++) {
      const tail = 2 * (tails[e] as number);
      const dx = x - (places[tail] as number);
      const dy = y - (places[tail + 1] as number);
      const pull = (rates[e] as number) / (1 + dx * dx + dy * dy);
      forceX += pull * dx;
      forceY += pull * dy;
    }
    attraction[2 * i] = forceX;
    attraction[2 * i + 1] = forceY;
  }
}

/** Writes the unscaled repulsion of some points from the potentials; gives the sum of their similarities to all. */
function readPotentials({ places, repulsion, grid }: ForceArguments, part: number): number {
  const { size, spacing, ofX, ofY, ofOne, ofWeak } = grid;
  const [across, up] = [new Float64Array(4), new Float64Array(4)];
  const [first, end] = rowsOf(part, places);
  let total = 0;
  for (let i = first; i < end; i++) {
    const x = places[2 * i] as number;
    const y = places[2 * i + 1] as number;
    const column = fourNodes((x - grid.x) / spacing, across);
    const row = fourNodes((y - grid.y) / spacing, up);
    let [sumX, sumY, sumOne, sumWeak] = [0, 0, 0, 0];
    for (let r = 0; r < 4; r++) {
      for (let c = 0; c < 4; c++) {
        const node = (row + r) * size + column + c;
        const weight = (up[r] as number) * (across[c] as number);
        sumX += weight * (ofX[node] as number);
        sumY += weight * (ofY[node] as number);
        sumOne += weight * (ofOne[node] as number);
        sumWeak += weight * (ofWeak[node] as number);
      }
    }
    repulsion[2 * i] = x * sumOne - sumX;
    repulsion[2 * i + 1] = y * sumOne - sumY;
    total += sumWeak - 1;
  }
  return total;
}

/** As `readPotentials`, by all pairs. */
function repelPairs({ places, repulsion }: Pick<TsnePoints, "places" | "repulsion">, part: number): number {
  let total = 0;
  const end = Math.min(places.length / 2, (part + 1) * PAIR_PART_ROWS);
  for (let i = part * PAIR_PART_ROWS; i < end; i++) {
    const x = places[2 * i] as number;
    const y = places[2 * i + 1] as number;
    let [forceX, forceY, sum] = [0, 0, -1];
    for (let j = 0; j < places.length; j += 2) {
      const dx = x - (places[j] as number);
      const dy = y - (places[j + 1] as number);
      const similarity = 1 / (1 + dx * dx + dy * dy);
      forceX += similarity * similarity * dx;
      forceY += similarity * similarity * dy;
      sum += similarity;
    }
    repulsion[2 * i] = forceX;
    repulsion[2 * i + 1] = forceY;
    total += sum;
  }
  return total;
}

function move(args: MoveArguments, part: number): Extent {
  const { places, velocity, gains, attraction, repulsion, exaggeration, total, rate, momentum, middle } = args;
  const [first, end] = rowsOf(part, places);
  const turn = (at: number): number => {
    const gradient = exaggeration * (attraction[at] as number) - (repulsion[at] as number) / total;
    const before = velocity[at] as number;
    const isTurning = gradient * before >= 0;
    const gain = Math.max(LEAST_GAIN, isTurning ? (gains[at] as number) * 0.8 : (gains[at] as number) + 0.2);
    gains[at] = gain;
    return momentum * before - rate * gain * gradient;
  };
  for (let at = 2 * first; at < 2 * end; at += 2) {
    const [x, y] = [turn(at), turn(at + 1)];
    const scale = Math.min(1, LONGEST_STEP / Math.sqrt(x * x + y * y));
    velocity[at] = scale * x;
    velocity[at + 1] = scale * y;
    places[at] = (places[at] as number) + (velocity[at] as number) - middle[0];
    places[at + 1] = (places[at + 1] as number) + (velocity[at + 1] as number) - middle[1];
  }
  return extentOf(places, first, end);
}

function extentOf(places: Float32Array, first: number, end: number): Extent {
  const extent = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity, sumX: 0, sumY: 0 };
  for (let i = first; i < end; i++) {
    const x = places[2 * i] as number;
    const y = places[2 * i + 1] as number;
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.bottom = Math.min(extent.bottom, y);
    extent.top = Math.max(extent.top, y);
    extent.sumX += x;
    extent.sumY += y;
  }
  return extent;
}

export const tsneTasks = {
  tsneCharges: (args: ForceArguments, part: number): void => {
    if (part === 0) spreadCharges(args.places, args.grid);
    else attract(args, part - 1);
  },
  tsneAttract: attract,
  tsneRepel: readPotentials,
  tsneRepelPairs: repelPairs,
  tsneMove: move,
  tsneExtent: ({ places }: { places: Float32Array }, part: number): Extent => extentOf(places, ...rowsOf(part, places)),
};
