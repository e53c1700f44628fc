import type { NearestLists } from "./nearest-lists.ts";
import type { NeighbourIndex } from "./neighbour-index.ts";

/** Puts what a list holds into exact order, by the float64 distance and then the row, and keeps the first k. */
export class NearestWriter {
  readonly #index: NeighbourIndex;
  readonly #k: number;
  readonly #indices: Int32Array;
  readonly #distances: Float32Array;
  #rows = new Int32Array(0);
  #squares = new Float64Array(0);

  constructor(index: NeighbourIndex, out: { k: number; indices: Int32Array; distances: Float32Array }) {
    this.#index = index;
    this.#k = out.k;
    this.#indices = out.indices;
    this.#distances = out.distances;
  }

  /** Writes list `slot`, of the query at row `at` of `values`, to row `to`. */
  write(lists: NearestLists, slot: number, { values, at, to }: { values: Float32Array; at: number; to: number }): void {
    if (this.#rows.length !== lists.length) {
      this.#rows = new Int32Array(lists.length);
      this.#squares = new Float64Array(lists.length);
    }
    const rows = this.#rows;
    const squares = this.#squares;
    let kept = 0;
    for (let i = 0; i < lists.length; i++) {
      const place = lists.places[slot * lists.length + i] as number;
      if (place >= this.#index.count) break;
      const row = this.#index.rows[place] as number;
      const square = this.#square(values, at, place);
      let to = kept++;
      for (
        ;
        to > 0 &&
        ((squares[to - 1] as number) > square || (squares[to - 1] === square && (rows[to - 1] as number) > row));
        to--
      ) {
        squares[to] = squares[to - 1] as number;
        rows[to] = rows[to - 1] as number;
      }
      squares[to] = square;
      rows[to] = row;
    }
    for (let i = 0; i < this.#k; i++) {
      this.#indices[to * this.#k + i] = rows[i] as number;
      this.#distances[to * this.#k + i] = Math.sqrt(squares[i] as number);
    }
  }

  #square(values: Float32Array, at: number, place: number): number {
    const { dims, values: others } = this.#index;
    const start = at * dims;
    const other = place * dims;
    let sum = 0;
    for (let j = 0; j < dims; j++) {
      const difference = (values[start + j] as number) - (others[other + j] as number);
      sum += difference * difference;
    }
    return sum;
  }
}
