import type { PointPlaces } from "./point-cloud.ts";

/**
 * Points sorted into the cells of a uniform grid: row by row from the bottom, within a row from the left, within a cell
 * by their number. Built by a counting sort. Memory: 12 bytes a point and 4 a cell; a cell for two points, at most
 * 2,048 x 2,048: about 14 MB for a million points, and 4 more while it is built.
 */
export interface GridIndex {
  /** How many points there are, with those that are in no cell because their place is no number. */
  count: number;
  columns: number;
  rows: number;
  left: number;
  bottom: number;
  /** Map units; above 0. */
  cellWidth: number;
  cellHeight: number;
  /** Far outliers are in the cells of the border, which then reach to infinity. */
  isClamped: boolean;
  /** Cell c has the slots from starts[c] to starts[c + 1]. */
  starts: Uint32Array;
  /** Number and place of the point in each slot. */
  points: Uint32Array;
  x: Float32Array;
  y: Float32Array;
}

interface Extent {
  low: number;
  high: number;
}

const POINTS_A_CELL = 2;
const MOST_CELLS_A_SIDE = 2048;
const STEP = 65_536;
const SAMPLE = 4096;

const widen = (values: Float32Array, from: number, to: number, extent: Extent) => {
  let { low, high } = extent;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  extent.low = low;
  extent.high = high;
};

/** Where nearly all values are, by a sample at even steps; the whole extent unless outliers make it over four times as wide. */
const mainExtent = (values: Float32Array, whole: Extent): Extent => {
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += step) if (Number.isFinite(values[i])) sample.push(values[i]!);
  if (sample.length < 64) return whole;
  const sorted = Float64Array.from(sample).sort();
  const low = sorted[Math.floor(sorted.length * 0.01)]!;
  const high = sorted[Math.ceil(sorted.length * 0.99) - 1]!;
  const margin = (high - low) * 0.25;
  if (margin <= 0 || whole.high - whole.low <= 4 * (high - low)) return whole;
  return { low: Math.max(whole.low, low - margin), high: Math.min(whole.high, high + margin) };
};

const emptyGrid = (count: number, x: Extent, y: Extent, isClamped: boolean): GridIndex => {
  const width = Math.max(x.high - x.low, 0);
  const height = Math.max(y.high - y.low, 0);
  const cells = Math.max(1, count / POINTS_A_CELL);
  const side = (own: number, other: number) => {
    if (own === 0) return 1;
    const wanted = other === 0 ? cells : Math.sqrt((cells * own) / other);
    return Math.min(MOST_CELLS_A_SIDE, Math.max(1, Math.round(wanted)));
  };
  const columns = side(width, height);
  const rows = side(height, width);
  return {
    count,
    columns,
    rows,
    left: Number.isFinite(x.low) ? x.low : 0,
    bottom: Number.isFinite(y.low) ? y.low : 0,
    cellWidth: width / columns || 1,
    cellHeight: height / rows || 1,
    isClamped,
    starts: new Uint32Array(columns * rows + 1),
    points: new Uint32Array(0),
    x: new Float32Array(0),
    y: new Float32Array(0),
  };
};

/** The column of a place; left and right of the grid that of the border. */
export const columnAt = ({ left, cellWidth, columns }: GridIndex, x: number): number =>
  Math.max(0, Math.min(columns - 1, Math.floor((x - left) / cellWidth)));

/** The row of a place; below and above the grid that of the border. */
export const rowAt = ({ bottom, cellHeight, rows }: GridIndex, y: number): number =>
  Math.max(0, Math.min(rows - 1, Math.floor((y - bottom) / cellHeight)));

const NO_CELL = 0xffff_ffff;

/** Writes the cell of each point, and counts those of a cell at the place after it in `starts`. */
const countPoints = (grid: GridIndex, cells: Uint32Array, { x, y }: PointPlaces, from: number, to: number) => {
  const { starts, columns, rows, left, bottom, cellWidth, cellHeight } = grid;
  for (let i = from; i < to; i++) {
    const column = Math.floor((x[i]! - left) / cellWidth);
    const row = Math.floor((y[i]! - bottom) / cellHeight);
    if (!(column - column === 0 && row - row === 0)) {
      cells[i] = NO_CELL;
      continue;
    }
    const cell = Math.max(0, Math.min(rows - 1, row)) * columns + Math.max(0, Math.min(columns - 1, column));
    cells[i] = cell;
    starts[cell + 1]!++;
  }
};

/** `starts` has the first free slot of each cell at the place after it, and when all are in, where the cell ends. */
const sortPoints = (grid: GridIndex, cells: Uint32Array, { x, y }: PointPlaces, from: number, to: number) => {
  const { starts, points } = grid;
  const sortedX = grid.x;
  const sortedY = grid.y;
  for (let i = from; i < to; i++) {
    const cell = cells[i]!;
    if (cell === NO_CELL) continue;
    const slot = starts[cell + 1]!++;
    points[slot] = i;
    sortedX[slot] = x[i]!;
    sortedY[slot] = y[i]!;
  }
};

/** Makes counts the first slots of the cells, each one place after its cell; answers how many points are in cells. */
const countsToSlots = (starts: Uint32Array): number => {
  let slot = 0;
  for (let at = 1; at < starts.length; at++) {
    const points = starts[at]!;
    starts[at] = slot;
    slot += points;
  }
  return slot;
};

/** The steps of building the index, each of a few milliseconds at most; the last one answers it. */
function* gridSteps(places: PointPlaces): Generator<undefined, GridIndex> {
  const count = Math.min(places.x.length, places.y.length);
  const wholeX: Extent = { low: Infinity, high: -Infinity };
  const wholeY: Extent = { low: Infinity, high: -Infinity };
  for (let from = 0; from < count; from += STEP) {
    const to = Math.min(count, from + STEP);
    widen(places.x, from, to, wholeX);
    widen(places.y, from, to, wholeY);
    yield;
  }
  const mainX = mainExtent(places.x, wholeX);
  const mainY = mainExtent(places.y, wholeY);
  const grid = emptyGrid(count, mainX, mainY, mainX !== wholeX || mainY !== wholeY);
  const cells = new Uint32Array(count);
  yield;
  for (let from = 0; from < count; from += STEP) {
    countPoints(grid, cells, places, from, Math.min(count, from + STEP));
    yield;
  }
  const slots = countsToSlots(grid.starts);
  yield;
  grid.points = new Uint32Array(slots);
  grid.x = new Float32Array(slots);
  grid.y = new Float32Array(slots);
  for (let from = 0; from < count; from += STEP) {
    sortPoints(grid, cells, places, from, Math.min(count, from + STEP));
    yield;
  }
  return grid;
}

/** Sorts points into a grid at once. Places that are not finite are in no cell. A million points: under 150 ms. */
export const gridIndex = (places: PointPlaces): GridIndex => {
  const steps = gridSteps(places);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

/** The same in slices of about 8 ms, between which the page lives on. Rejects when the signal aborts. */
export const gridIndexInSlices = async (places: PointPlaces, signal?: AbortSignal): Promise<GridIndex> => {
  const steps = gridSteps(places);
  let sliceEndsAt = performance.now() + 8;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < sliceEndsAt) continue;
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    sliceEndsAt = performance.now() + 8;
  }
};
