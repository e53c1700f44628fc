import { columnAt, type GridIndex, rowAt } from "./grid-index.ts";
import type { MapBox } from "./point-cloud.ts";

/**
 * The points within a box, edges included, in the order of the grid; null when there are more than `limit`. Points from
 * `shown` on are not there. The cost is that of the cells of the box, and of `limit` points.
 */
export const pointsInBox = (
  grid: GridIndex,
  box: MapBox,
  { limit, shown = grid.count }: { limit: number; shown?: number },
): Uint32Array | null => {
  const found: number[] = [];
  const from = columnAt(grid, box.left);
  const to = columnAt(grid, box.right);
  const lastRow = rowAt(grid, box.top);
  for (let row = rowAt(grid, box.bottom); row <= lastRow; row++) {
    const last = grid.starts[row * grid.columns + to + 1]!;
    for (let slot = grid.starts[row * grid.columns + from]!; slot < last; slot++) {
      const x = grid.x[slot]!;
      const y = grid.y[slot]!;
      if (x < box.left || x > box.right || y < box.bottom || y > box.top || grid.points[slot]! >= shown) continue;
      if (found.length === limit) return null;
      found.push(grid.points[slot]!);
    }
  }
  return Uint32Array.from(found);
};
