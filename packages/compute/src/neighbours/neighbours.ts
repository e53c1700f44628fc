/** The nearest rows of each of n rows or queries, by Euclidean distance. */
export interface Neighbours {
  /** n * k: row numbers, nearest first, those equally near by number; a row is not its own neighbour. */
  readonly indices: Int32Array;
  /** n * k, in the same order. */
  readonly distances: Float32Array;
  readonly k: number;
}
