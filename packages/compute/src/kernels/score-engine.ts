import { instantiateKernels, type Kernels } from "./kernels.ts";
import { QUERY_BYTES, type QueryRange, type ScorePlan, type ScoreStep } from "./score-plan.ts";

/** Vectors that are scored at once: at most this many bytes and this many rows. */
const BLOCK_BYTES = 1 << 20;
export const MAX_BLOCK_ROWS = 16_384;

/** Rows whose vectors stay in the second-level cache while several queries pass over them. */
const TILE_BYTES = 128 << 10;

const COLUMN_BYTES = MAX_BLOCK_ROWS * 4;
const REGION = {
  block: 0,
  positions: BLOCK_BYTES,
  positive: BLOCK_BYTES + COLUMN_BYTES,
  negative: BLOCK_BYTES + 2 * COLUMN_BYTES,
  scores: BLOCK_BYTES + 3 * COLUMN_BYTES,
  queries: BLOCK_BYTES + 4 * COLUMN_BYTES,
  dots: BLOCK_BYTES + 4 * COLUMN_BYTES + QUERY_BYTES,
};
/** Room for the dot products of a tile with all queries of a pass. */
const DOT_BYTES = 1 << 20;
/** Memory that one engine works in. */
export const ENGINE_BYTES = REGION.dots + DOT_BYTES;

/** Rows of a block of vectors of so many dims. */
export const blockRows = (dims: number): number => Math.min(MAX_BLOCK_ROWS, Math.floor(BLOCK_BYTES / (dims * 4)));

/**
 * Scores blocks of vectors with the WebAssembly kernels. One engine belongs to one thread and works in a region of
 * `ENGINE_BYTES` at `base` of a shared memory; vectors may lie anywhere in that memory.
 * The score of a vector has the same bits whatever the block, its position, the thread and the other scorers.
 */
export class ScoreEngine {
  /** Vectors to be scored may be put here. */
  readonly block: Uint8Array<ArrayBufferLike>;
  /** Which rows of the block to score, in rows from its start. */
  readonly positions: Uint32Array<ArrayBufferLike>;
  /** Scores of the step just finished, one for each position. */
  readonly scores: Float32Array<ArrayBufferLike>;
  /** Byte offset of `block` in the memory. */
  readonly blockAddress: number;
  readonly #base: number;
  readonly #kernels: Kernels;
  readonly #positive: Float32Array<ArrayBufferLike>;
  readonly #negative: Float32Array<ArrayBufferLike>;
  readonly #queries: Float32Array<ArrayBufferLike>;
  #loaded: ScoreStep[] | undefined;

  constructor(memory: WebAssembly.Memory, base: number) {
    const { buffer } = memory;
    const floats = (offset: number, bytes: number) => new Float32Array(buffer, base + offset, bytes / 4);
    this.#base = base;
    this.#kernels = instantiateKernels(memory);
    this.blockAddress = base + REGION.block;
    this.block = new Uint8Array(buffer, base + REGION.block, BLOCK_BYTES);
    this.positions = new Uint32Array(buffer, base + REGION.positions, MAX_BLOCK_ROWS);
    this.#positive = floats(REGION.positive, COLUMN_BYTES);
    this.#negative = floats(REGION.negative, COLUMN_BYTES);
    this.scores = floats(REGION.scores, COLUMN_BYTES);
    this.#queries = floats(REGION.queries, QUERY_BYTES);
  }

  /**
   * Scores the rows `positions[0..count)` of the vectors at byte offset `rows` (4-byte aligned) and calls
   * `emit(scorer, start, end)` for each stretch of positions whose `scores` are ready; they hold until it returns.
   */
  run(plan: ScorePlan, rows: number, count: number, emit: (scorer: number, start: number, end: number) => void): void {
    for (const pass of plan.passes) {
      this.#load(plan, pass);
      const queryCount = queriesOf(pass);
      const tile = queryCount === 1 ? count : tileRows(plan.dims, queryCount);
      for (let start = 0; start < count; start += tile) {
        const end = Math.min(count, start + tile);
        if (queryCount > 1) this.#dots(plan, rows, start, end - start, queryCount);
        let query = 0;
        for (const step of pass) {
          if (queryCount > 1) this.#combine(step, start, end, query);
          else this.#single(plan, step, rows, start, end);
          query += step.positives.count + step.negatives.count;
          if (step.isLast) {
            this.#finish(step, start, end);
            emit(step.scorer, start, end);
          }
        }
      }
    }
  }

  /** Checks of `count` vectors of the block from `slot`; see `row-check.ts`. They hold until the next call of any kind. */
  checks(slot: number, count: number, dims: number): Uint32Array<ArrayBufferLike> {
    const target = this.#positive.byteOffset;
    this.#kernels.row_checks(this.blockAddress + slot * dims * 4, count, target, dims);
    return new Uint32Array(this.#positive.buffer, target, count);
  }

  /** Dot products of a tile with every query of the pass: a line for each query. */
  #dots(plan: ScorePlan, rows: number, start: number, count: number, queryCount: number): void {
    const positions = this.#base + REGION.positions + start * 4;
    const { dims, stride } = plan;
    const [queries, lines] = [this.#base + REGION.queries, this.#base + REGION.dots];
    this.#kernels.dots(rows, positions, count, queries, queryCount, lines, count, dims, stride);
  }

  /** The best positive and negative of a scorer, from the dot products of its queries, of which `query` is the first. */
  #combine(step: ScoreStep, start: number, end: number, query: number): void {
    this.#clear(step, start, end);
    const count = end - start;
    const lines = this.#base + REGION.dots + query * count * 4;
    const negativeLines = lines + step.positives.count * count * 4;
    this.#kernels.max_lines(lines, step.positives.count, count, count, this.#base + REGION.positive + start * 4);
    this.#kernels.max_lines(
      negativeLines,
      step.negatives.count,
      count,
      count,
      this.#base + REGION.negative + start * 4,
    );
  }

  /** The same for a pass of one query. */
  #single(plan: ScorePlan, step: ScoreStep, rows: number, start: number, end: number): void {
    this.#clear(step, start, end);
    const region = step.positives.count > 0 ? REGION.positive : REGION.negative;
    const at = (offset: number) => this.#base + offset + start * 4;
    const queries = this.#base + REGION.queries;
    this.#kernels.max_dots(rows, at(REGION.positions), end - start, queries, at(region), plan.dims);
  }

  #clear(step: ScoreStep, start: number, end: number): void {
    if (!step.isFirst) return;
    this.#positive.fill(-Infinity, start, end);
    this.#negative.fill(-Infinity, start, end);
  }

  #finish(step: ScoreStep, start: number, end: number): void {
    const at = (offset: number) => this.#base + offset + start * 4;
    const [positive, scores] = [at(REGION.positive), at(REGION.scores)];
    if (step.bias !== undefined) this.#kernels.finish_logistic(positive, end - start, step.bias, scores);
    else this.#kernels.finish(positive, at(REGION.negative), end - start, step.weight, scores);
  }

  #load(plan: ScorePlan, pass: ScoreStep[]): void {
    if (this.#loaded === pass) return;
    let offset = 0;
    const put = ({ source, from, count }: QueryRange) => {
      for (let i = 0; i < count; i++, offset += plan.stride) {
        this.#queries.set(source.subarray((from + i) * plan.dims, (from + i + 1) * plan.dims), offset);
        this.#queries.fill(0, offset + plan.dims, offset + plan.stride);
      }
    };
    for (const step of pass) {
      put(step.positives);
      put(step.negatives);
    }
    this.#loaded = pass;
  }
}

const queriesOf = (pass: readonly ScoreStep[]): number =>
  pass.reduce((sum, { positives, negatives }) => sum + positives.count + negatives.count, 0);

/** Rows of a tile: they stay in the cache while queries pass over them, and their dot products have room. */
function tileRows(dims: number, queryCount: number): number {
  const cached = Math.floor(TILE_BYTES / (dims * 4));
  const stored = Math.floor(DOT_BYTES / (4 * queryCount));
  return Math.max(4, Math.min(cached, stored) & ~3);
}
