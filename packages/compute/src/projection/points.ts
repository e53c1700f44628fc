/**
 * Vectors of one width, row after row.
 *
 * `values` holds at least `count * dims` floats; where threads work on it, it lies in a SharedArrayBuffer (otherwise it
 * is copied to each). Nobody who receives points writes to them.
 */
export interface Points {
  readonly values: Float32Array;
  readonly count: number;
  readonly dims: number;
}
