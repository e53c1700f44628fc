import type { Points } from "../projection/points.ts";

const ROWS = 64;

/** The mean of up to 64 rows, evenly spread: a place amid the points. */
export function originOf({ values, count, dims }: Points): Float32Array {
  const rows = Math.min(ROWS, count);
  const sums = new Float64Array(dims);
  for (let i = 0; i < rows; i++) {
    const start = Math.floor((i * count) / rows) * dims;
    for (let j = 0; j < dims; j++) sums[j] = (sums[j] as number) + (values[start + j] as number) / rows;
  }
  return Float32Array.from(sums);
}
