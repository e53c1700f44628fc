import type { Points } from "../projection/points.ts";
import { mulberry32 } from "../shuffle.ts";
import { NearestLists } from "./nearest-lists.ts";
import { originOf } from "./origin-of.ts";

export const ASSIGN_ROWS = 2048;
export const GATHER_ROWS = 8192;
/** Parts of the step that moves the centres. */
export const MOVE_PARTS = 16;
/** A cell of more than this many times the mean is cut: rows that are all alike would else make one cell. */
const LARGEST = 8;

export interface StartCellsArguments {
  points: Points;
  seed: number;
  /** Rows that the centres are fitted on. */
  sample: Points;
  centres: Points;
}

export interface AssignCellsArguments {
  points: Points;
  centres: Points;
  cellOf: Int32Array;
}

export interface MoveCentresArguments {
  points: Points;
  centres: Points;
  cellOf: Int32Array;
}

export interface OrderCellsArguments {
  cellOf: Int32Array;
  cells: number;
  rows: Int32Array;
}

export interface GatherRowsArguments {
  points: Points;
  rows: Int32Array;
  values: Float32Array;
}

/** Steps of k-means (Lloyd 1982) and of putting rows into the order of their cells. */
export const cellTasks = {
  /** One row from each of equal stretches, and of those again the centres to begin with. */
  startCells: ({ points, seed, sample, centres }: StartCellsArguments): void => {
    const random = mulberry32(seed);
    pick(points, sample, random);
    pick(sample, centres, random);
  },

  assignCells: ({ points, centres, cellOf }: AssignCellsArguments, part: number): void => {
    const from = part * ASSIGN_ROWS;
    const count = Math.min(ASSIGN_ROWS, points.count - from);
    const lists = new NearestLists(originOf(centres), { count, length: 1 });
    lists.setQueries(points.values, from);
    lists.offer(centres.values, { from: 0, to: centres.count });
    for (let i = 0; i < count; i++) cellOf[from + i] = lists.places[i] as number;
  },

  /** Each part moves its share of the centres to the mean of their rows, summed in order of rows. */
  moveCentres: ({ points, centres, cellOf }: MoveCentresArguments, part: number): void => {
    const { values, count, dims } = points;
    const from = Math.floor((centres.count * part) / MOVE_PARTS);
    const to = Math.floor((centres.count * (part + 1)) / MOVE_PARTS);
    const sums = new Float64Array((to - from) * dims);
    const counts = new Int32Array(to - from);
    for (let i = 0; i < count; i++) {
      const cell = (cellOf[i] as number) - from;
      if (cell < 0 || cell >= to - from) continue;
      counts[cell] = (counts[cell] as number) + 1;
      for (let j = 0; j < dims; j++)
        sums[cell * dims + j] = (sums[cell * dims + j] as number) + (values[i * dims + j] as number);
    }
    for (let cell = 0; cell < to - from; cell++) {
      const size = counts[cell] as number;
      // A centre without rows stays where it is.
      if (size === 0) continue;
      for (let j = 0; j < dims; j++)
        centres.values[(from + cell) * dims + j] = (sums[cell * dims + j] as number) / size;
    }
  },

  /** Writes `rows` in the order of cells; returns where cells start, and which centre each has. */
  orderCells: ({ cellOf, cells, rows }: OrderCellsArguments): { starts: Int32Array; centreOf: Int32Array } => {
    const count = cellOf.length;
    const next = new Int32Array(cells + 1);
    for (const cell of cellOf) next[cell + 1] = (next[cell + 1] as number) + 1;
    for (let cell = 0; cell < cells; cell++) next[cell + 1] = (next[cell + 1] as number) + (next[cell] as number);
    const most = Math.ceil((LARGEST * count) / cells);
    const starts: number[] = [];
    const centreOf: number[] = [];
    for (let cell = 0; cell < cells; cell++)
      for (let at = next[cell] as number; at < (next[cell + 1] as number); at += most) {
        starts.push(at);
        centreOf.push(cell);
      }
    for (let row = 0; row < count; row++) {
      const cell = cellOf[row] as number;
      const place = next[cell] as number;
      rows[place] = row;
      next[cell] = place + 1;
    }
    return { starts: Int32Array.from([...starts, count]), centreOf: Int32Array.from(centreOf) };
  },

  gatherRows: ({ points, rows, values }: GatherRowsArguments, part: number): void => {
    const { dims } = points;
    const end = Math.min(rows.length, (part + 1) * GATHER_ROWS);
    for (let place = part * GATHER_ROWS; place < end; place++) {
      const row = rows[place] as number;
      values.set(points.values.subarray(row * dims, (row + 1) * dims), place * dims);
    }
  },
};

function pick(from: Points, into: Points, random: () => number): void {
  const { dims } = from;
  for (let i = 0; i < into.count; i++) {
    const row = Math.min(from.count - 1, Math.floor(((i + random()) * from.count) / into.count));
    into.values.set(from.values.subarray(row * dims, (row + 1) * dims), i * dims);
  }
}
