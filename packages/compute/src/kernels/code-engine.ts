import { blockLayout, MAX_BLOCK_BYTES, MAX_CODE_ROWS } from "./code-layout.ts";
import type { CodeQuery } from "./code-query.ts";
import { instantiateKernels, type Kernels } from "./kernels.ts";

/** Room for the query vectors that pass over a block together. */
const QUERY_BYTES = 2 << 20;
const MAX_QUERIES = 4096;
const COLUMN_BYTES = MAX_CODE_ROWS * 4;

const REGION = {
  block: 0,
  positions: MAX_BLOCK_BYTES,
  positive: MAX_BLOCK_BYTES + COLUMN_BYTES,
  negative: MAX_BLOCK_BYTES + 2 * COLUMN_BYTES,
  kept: MAX_BLOCK_BYTES + 3 * COLUMN_BYTES,
  upper: MAX_BLOCK_BYTES + 4 * COLUMN_BYTES,
  lower: MAX_BLOCK_BYTES + 5 * COLUMN_BYTES,
  check: MAX_BLOCK_BYTES + 6 * COLUMN_BYTES,
  inverses: MAX_BLOCK_BYTES + 6 * COLUMN_BYTES + 64,
  queries: MAX_BLOCK_BYTES + 6 * COLUMN_BYTES + 64 + MAX_QUERIES * 4,
};
/** Memory that one engine works in. */
export const CODE_ENGINE_BYTES = REGION.queries + QUERY_BYTES;

/**
 * Bounds of scores from int8 codes, block by block. One engine belongs to one thread and works in a region of
 * `CODE_ENGINE_BYTES` at `base` of a shared memory. The bounds hold for the float32 scores of `ScoreEngine`.
 */
export class CodeEngine {
  /** A block as it lies on disk is put here; see `code-layout.ts`. */
  readonly block: Uint8Array<ArrayBufferLike>;
  /** Which rows of the block are looked at. */
  readonly positions: Uint32Array<ArrayBufferLike>;
  /** Results of `select`: indices into `positions`, and bounds of their scores. */
  readonly kept: Uint32Array<ArrayBufferLike>;
  readonly upper: Float32Array<ArrayBufferLike>;
  readonly lower: Float32Array<ArrayBufferLike>;
  readonly #base: number;
  readonly #kernels: Kernels;
  readonly #positive: Float32Array<ArrayBufferLike>;
  readonly #negative: Float32Array<ArrayBufferLike>;
  readonly #check: Uint32Array<ArrayBufferLike>;
  readonly #inverses: Float32Array<ArrayBufferLike>;
  readonly #queries: Int16Array<ArrayBufferLike>;
  #loaded: { query: CodeQuery; from: number } | undefined;

  constructor(memory: WebAssembly.Memory, base: number) {
    const { buffer } = memory;
    const column = (offset: number) => new Float32Array(buffer, base + offset, MAX_CODE_ROWS);
    this.#base = base;
    this.#kernels = instantiateKernels(memory);
    this.block = new Uint8Array(buffer, base, MAX_BLOCK_BYTES);
    this.positions = new Uint32Array(buffer, base + REGION.positions, MAX_CODE_ROWS);
    this.kept = new Uint32Array(buffer, base + REGION.kept, MAX_CODE_ROWS);
    this.upper = column(REGION.upper);
    this.lower = column(REGION.lower);
    this.#positive = column(REGION.positive);
    this.#negative = column(REGION.negative);
    this.#check = new Uint32Array(buffer, base + REGION.check, 1);
    this.#inverses = new Float32Array(buffer, base + REGION.inverses, MAX_QUERIES);
    this.#queries = new Int16Array(buffer, base + REGION.queries, QUERY_BYTES / 2);
  }

  /** The check of the first `bytes` (a multiple of 4) of the block; see `row-check.ts`. */
  blockCheck(bytes: number): number {
    this.#kernels.row_checks(this.#base, 1, this.#base + REGION.check, bytes / 4);
    return this.#check[0] as number;
  }

  /**
   * Looks at `positions[0..count)` of a block of `rowCount` rows: puts those whose score may be >= `floor`, with bounds
   * of their scores, into `kept`, `upper` and `lower`, and returns how many they are.
   */
  select(query: CodeQuery, rowCount: number, count: number, floor: number): number {
    const { scales, errors } = blockLayout(query.dims, rowCount);
    const total = query.positiveCount + query.negativeCount;
    this.#positive.fill(-Infinity, 0, count);
    this.#negative.fill(-Infinity, 0, count);
    const capacity = Math.min(MAX_QUERIES, Math.floor(QUERY_BYTES / (query.stride * 2)));
    for (let from = 0; from < total; from += capacity) {
      const end = Math.min(total, from + capacity);
      this.#load(query, from, end);
      const split = Math.min(end, Math.max(from, query.positiveCount));
      this.#dots(query, { from, end: split, loaded: from }, scales, count, REGION.positive);
      this.#dots(query, { from: split, end, loaded: from }, scales, count, REGION.negative);
    }
    const at = (region: number) => this.#base + region;
    return this.#kernels.select_bounds(
      at(REGION.positive),
      at(REGION.negative),
      this.#base + errors,
      at(REGION.positions),
      count,
      query.weight,
      query.norm,
      query.error,
      query.slop,
      total === 1 ? 1 : 0,
      floor,
      at(REGION.kept),
      at(REGION.upper),
      at(REGION.lower),
    );
  }

  #dots(
    query: CodeQuery,
    range: { from: number; end: number; loaded: number },
    scales: number,
    count: number,
    best: number,
  ): void {
    if (range.end === range.from) return;
    const offset = range.from - range.loaded;
    this.#kernels.max_code_dots(
      this.#base,
      this.#base + scales,
      this.#base + REGION.positions,
      count,
      this.#base + REGION.queries + offset * query.stride * 2,
      this.#base + REGION.inverses + offset * 4,
      range.end - range.from,
      this.#base + best,
      query.stride,
    );
  }

  #load(query: CodeQuery, from: number, end: number): void {
    if (this.#loaded?.query === query && this.#loaded.from === from) return;
    this.#queries.set(query.values.subarray(from * query.stride, end * query.stride));
    this.#inverses.set(query.inverses.subarray(from, end));
    this.#loaded = { query, from };
  }
}
