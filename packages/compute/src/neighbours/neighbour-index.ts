/**
 * Rows in cells of near ones. A query looks at the rows of the `probes` cells whose centres are nearest to it: the
 * inverted file of Jégou, Douze and Schmid 2011, without its codes. Plain numbers and typed arrays: it can be stored,
 * and it holds all rows, so that nobody else need keep them. Arrays lie in SharedArrayBuffers when it was built here;
 * after reading it from a file they should be put there, else each call copies them to every thread.
 */
export interface NeighbourIndex {
  readonly count: number;
  readonly dims: number;
  readonly cells: number;
  /** Cells that a query looks at unless it says otherwise; all of them where the search is exact. */
  readonly probes: number;
  /** cells * dims. */
  readonly centres: Float32Array;
  /** cells + 1: cell c has the places starts[c] to starts[c + 1] - 1. */
  readonly starts: Int32Array;
  /** count: the row at each place, rising within a cell. */
  readonly rows: Int32Array;
  /** count * dims: vectors by place. */
  readonly values: Float32Array;
}
