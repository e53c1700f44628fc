import type { Points } from "../projection/points.ts";

/** The k nearest rows of each query in float64, equal distances by row, without the row that the query is. */
export function bruteForce(points: Points, k: number, queries?: Points): { indices: number[]; squares: number[] } {
  const { dims } = points;
  const asked = queries ?? points;
  const indices: number[] = [];
  const squares: number[] = [];
  for (let query = 0; query < asked.count; query++) {
    const all: { row: number; square: number }[] = [];
    for (let row = 0; row < points.count; row++) {
      if (!queries && row === query) continue;
      let square = 0;
      for (let j = 0; j < dims; j++)
        square += ((asked.values[query * dims + j] as number) - (points.values[row * dims + j] as number)) ** 2;
      all.push({ row, square });
    }
    all.sort((a, b) => a.square - b.square || a.row - b.row);
    for (const { row, square } of all.slice(0, k)) {
      indices.push(row);
      squares.push(square);
    }
  }
  return { indices, squares };
}
