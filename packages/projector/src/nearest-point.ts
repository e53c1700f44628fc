import { columnAt, type GridIndex, rowAt } from "./grid-index.ts";

export interface NearestOptions {
  /** Points from this number on are not there; default: all are. */
  shown?: number;
  /** Bit i % 8 of byte i / 8. A point whose bit is 0 is found only where none with 1 is within the radius. */
  mask?: Uint8Array | null;
}

/** Points looked at in vain before a masked one will do: a millisecond. */
const MOST_IN_VAIN = 20_000;

interface Search {
  x: number;
  y: number;
  shown: number;
  mask: Uint8Array | null;
  /** Square distances that must not be passed, and the points found within. */
  best: number;
  point: number;
  bestMasked: number;
  maskedPoint: number;
  looked: number;
}

const searchSlots = (grid: GridIndex, from: number, to: number, search: Search) => {
  const { points, x, y } = grid;
  const { mask } = search;
  search.looked += to - from;
  for (let slot = from; slot < to; slot++) {
    const dx = x[slot]! - search.x;
    const dy = y[slot]! - search.y;
    const distance = dx * dx + dy * dy;
    if (distance > search.best) continue;
    const point = points[slot]!;
    if (point >= search.shown) continue;
    if (mask !== null && (mask[point >> 3]! & (1 << (point & 7))) === 0) {
      if (distance > search.bestMasked) continue;
      if (distance === search.bestMasked && search.maskedPoint >= 0 && point > search.maskedPoint) continue;
      search.bestMasked = distance;
      search.maskedPoint = point;
    } else {
      if (distance === search.best && search.point >= 0 && point > search.point) continue;
      search.best = distance;
      search.point = point;
    }
  }
};

/** The cells whose column or row is `ring` away from the middle cell and none further. */
const searchRing = (grid: GridIndex, column: number, row: number, ring: number, search: Search) => {
  const { starts, columns, rows } = grid;
  const left = Math.max(0, column - ring);
  const right = Math.min(columns - 1, column + ring);
  for (let r = Math.max(0, row - ring); r <= Math.min(rows - 1, row + ring); r++) {
    const at = r * columns;
    if (Math.abs(r - row) === ring) {
      searchSlots(grid, starts[at + left]!, starts[at + right + 1]!, search);
      continue;
    }
    if (column - ring >= 0) searchSlots(grid, starts[at + left]!, starts[at + left + 1]!, search);
    if (column + ring < columns) searchSlots(grid, starts[at + right]!, starts[at + right + 1]!, search);
  }
};

/** How far away everything is that lies outside the rings searched; infinite where they cover the grid. */
const reachOf = (grid: GridIndex, column: number, row: number, ring: number, { x, y }: Search): number => {
  const { left, bottom, cellWidth, cellHeight, columns, rows } = grid;
  let reach = Infinity;
  if (column - ring > 0) reach = Math.min(reach, x - (left + (column - ring) * cellWidth));
  if (column + ring < columns - 1) reach = Math.min(reach, left + (column + ring + 1) * cellWidth - x);
  if (row - ring > 0) reach = Math.min(reach, y - (bottom + (row - ring) * cellHeight));
  if (row + ring < rows - 1) reach = Math.min(reach, bottom + (row + ring + 1) * cellHeight - y);
  // A point may be in the cell beside its own by rounding.
  return reach - 1e-6 * Math.max(cellWidth, cellHeight);
};

/**
 * The point nearest to a place within a radius, or null; of points as near as each other the first. Distances in map
 * units, in float64 of the float32 places. Looks at rings of cells from the inside and stops at the first that cannot
 * be nearer: some microseconds. Where the 20,000 points around the place are all masked, the nearest of them is the answer,
 * whatever lies further out within the radius.
 */
export const nearestPoint = (
  grid: GridIndex,
  place: { x: number; y: number; radius: number },
  options: NearestOptions = {},
): number | null => {
  const { x, y, radius } = place;
  if (!(radius >= 0) || !Number.isFinite(x) || !Number.isFinite(y)) return null;
  const square = radius * radius;
  const search: Search = {
    x,
    y,
    shown: options.shown ?? grid.count,
    mask: options.mask ?? null,
    best: square,
    point: -1,
    bestMasked: square,
    maskedPoint: -1,
    looked: 0,
  };
  const column = columnAt(grid, x);
  const row = rowAt(grid, y);
  const rings = Math.max(column, row, grid.columns - 1 - column, grid.rows - 1 - row);
  for (let ring = 0; ring <= rings; ring++) {
    searchRing(grid, column, row, ring, search);
    const reach = reachOf(grid, column, row, ring, search);
    if (reach > 0 && reach * reach > search.best) break;
    if (search.looked > MOST_IN_VAIN && search.point < 0 && search.maskedPoint >= 0) break;
  }
  if (search.point >= 0) return search.point;
  return search.maskedPoint >= 0 ? search.maskedPoint : null;
};
