import { type MatrixBench, matrixBench, PANEL_ROWS, type Placed, panelsOf } from "../kernels/matrix.ts";

/** Bytes of rows that are offered at a time: they stay in the first cache while all queries pass. */
const BLOCK_BYTES = 24_576;
const NONE = 0x7fffffff;
/** So far from any place that no query is its own neighbour. */
const NO_SELF = -0x40000000;

/**
 * The nearest of the places offered to each of some queries, in the memory of this thread's kernels: one at a time.
 * Squared Euclidean distances as |x|^2 + |y|^2 - 2 <x, y> in float32, seen from an origin amid the points: equal vectors
 * are at exactly 0, distances below some 1/2000 of that to the origin blur, and a list does not depend on the order of
 * what it was offered.
 */
export class NearestLists {
  readonly count: number;
  readonly length: number;
  /** count * length, nearest first; 2^31 - 1 where nothing came. */
  readonly places: Int32Array;
  readonly #dims: number;
  readonly #bench: MatrixBench;
  readonly #origin: Placed<Float32Array>;
  readonly #queries: Placed<Float32Array>;
  readonly #queryNorms: Placed<Float32Array>;
  readonly #distances: Placed<Float32Array>;
  readonly #places: Placed<Int32Array>;
  readonly #slots: Placed<Int32Array>;
  readonly #blockRows: number;
  readonly #block: Placed<Float32Array>;
  readonly #panels: Placed<Float32Array>;
  readonly #norms: Placed<Float32Array>;
  #firstSelf = NO_SELF;

  constructor(origin: Float32Array, { count, length }: { count: number; length: number }) {
    const dims = origin.length;
    // One query more fills groups of four up: nothing comes near it.
    const slots = count + 1;
    this.count = count;
    this.length = length;
    this.#dims = dims;
    this.#blockRows = Math.max(1, panelsOf(Math.floor(BLOCK_BYTES / (dims * 4)))) * PANEL_ROWS;
    const floats = dims + slots * (dims + 1 + 2 * length) + count + 4 + this.#blockRows * (2 * dims + 1);
    const bench = matrixBench(floats * 4);
    this.#bench = bench;
    this.#origin = bench.floats(dims);
    this.#origin.values.set(origin);
    this.#queries = bench.floats(slots * dims);
    this.#queryNorms = bench.floats(slots);
    this.#distances = bench.floats(slots * length);
    this.#places = bench.ints(slots * length);
    this.#slots = bench.ints(count + 4);
    this.#block = bench.floats(this.#blockRows * dims);
    this.#panels = bench.floats(this.#blockRows * dims);
    this.#norms = bench.floats(this.#blockRows);
    this.places = this.#places.values.subarray(0, count * length);
  }

  /** Takes rows `from`, `from + 1`, … as queries, with empty lists. `firstSelf`: the place of the first among what is offered. */
  setQueries(values: Float32Array, from: number, firstSelf?: number): void {
    this.#queries.values.set(values.subarray(from * this.#dims, (from + this.count) * this.#dims));
    this.#queries.values.fill(0, this.count * this.#dims);
    this.#bench.kernels.subtract_mean(this.#queries.at, this.count, this.#dims, this.#origin.at);
    this.#bench.kernels.square_norms(this.#queries.at, this.count + 1, this.#dims, this.#queryNorms.at);
    this.#firstSelf = firstSelf ?? NO_SELF;
    this.#distances.values.fill(Number.POSITIVE_INFINITY);
    this.#distances.values.fill(Number.NEGATIVE_INFINITY, this.count * this.length);
    this.#places.values.fill(NONE);
  }

  /** Queries whose lists have fewer than k entries; their lists are emptied. */
  lacking(k: number): Int32Array {
    const found: number[] = [];
    for (let query = 0; query < this.count; query++) {
      const start = query * this.length;
      if (this.places[start + k - 1] !== NONE) continue;
      found.push(query);
      this.#distances.values.fill(Number.POSITIVE_INFINITY, start, start + this.length);
      this.places.fill(NONE, start, start + this.length);
    }
    return Int32Array.from(found);
  }

  /** Offers the places `from` to `to - 1` of `values` to the queries given, or to all. */
  offer(
    values: Float32Array,
    { from, to, queries }: { from: number; to: number; queries?: Int32Array | undefined },
  ): void {
    const asked = queries?.length ?? this.count;
    const slots = this.#slots.values;
    if (queries) slots.set(queries);
    else for (let i = 0; i < asked; i++) slots[i] = i;
    slots.fill(this.count, asked, asked + 4);
    const { kernels } = this.#bench;
    for (let first = from; first < to; first += this.#blockRows) {
      const height = Math.min(this.#blockRows, to - first);
      this.#block.values.set(values.subarray(first * this.#dims, (first + height) * this.#dims));
      kernels.subtract_mean(this.#block.at, height, this.#dims, this.#origin.at);
      kernels.pack_rows(this.#block.at, height, this.#dims, this.#panels.at, this.#norms.at);
      kernels.offer_panels(
        this.#panels.at,
        this.#norms.at,
        panelsOf(height),
        first,
        this.#queries.at,
        this.#queryNorms.at,
        this.#slots.at,
        Math.ceil(asked / 4) * 4,
        this.#firstSelf,
        this.#distances.at,
        this.#places.at,
        this.length,
        this.#dims,
      );
    }
  }
}
