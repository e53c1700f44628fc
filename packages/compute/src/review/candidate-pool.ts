import { hashed } from "../projection/hashed.ts";
import { logOdds } from "../statistics/log-odds.ts";
import { type Ranked, TopCollector } from "../top-k.ts";

export interface PoolOptions {
  threshold: number;
  /** Rows of the highest scores that are kept. */
  best: number;
  /** Rows nearest to the threshold that are kept. */
  near: number;
  /** Rows that are drawn at random. */
  random: number;
  /** Seed of the order in which rows are drawn. */
  order: number;
}

/** Rows that may be asked about, as ordinals: `best` and `near` begin with the first to ask, `random` is in the order drawn. */
export interface Pool {
  best: Ranked;
  near: Ranked;
  random: Uint32Array<ArrayBuffer>;
}

/** Float32 holds it exactly, so that the order of a row and the limit of a draw compare. */
const ORDERS = 2 ** 24;
/** Another order than that of the background rows, which a probe has learned from: they would flatter it. */
const SALT = 0x2545f491;

/**
 * Place of a row in the order that rows are drawn in, 0 to 2^24 - 1: it depends on seed and row alone. So the rows up to any
 * limit are a random sample of all rows, whatever was answered about them, and in whichever order.
 */
export const drawOrder = (seed: number, row: number): number => hashed(seed ^ SALT, row) >>> 8;

/**
 * Finds rows worth asking about in a column of scores (NaN: no score, never asked). Ranges may be scanned in turns. Same
 * column, same rows left out, same options: same pool.
 */
export class CandidatePool {
  readonly #scores: Float32Array;
  readonly #isLeftOut: (row: number) => boolean;
  readonly #threshold: number;
  readonly #order: number;
  readonly #best: TopCollector;
  readonly #near: TopCollector;
  readonly #random: TopCollector;

  constructor(scores: Float32Array, isLeftOut: (row: number) => boolean, options: PoolOptions) {
    this.#scores = scores;
    this.#isLeftOut = isLeftOut;
    this.#threshold = logOdds(options.threshold);
    this.#order = options.order;
    this.#best = new TopCollector(options.best);
    this.#near = new TopCollector(options.near);
    this.#random = new TopCollector(options.random);
  }

  scan(start: number, end: number): void {
    for (let row = start; row < end; row++) {
      const score = this.#scores[row] as number;
      if (Number.isNaN(score) || this.#isLeftOut(row)) continue;
      this.#best.push(row, score);
      this.#near.push(row, 1 / (1 + Math.abs(logOdds(score) - this.#threshold)));
      this.#random.push(row, ORDERS - drawOrder(this.#order, row));
    }
  }

  result(): Pool {
    return { best: this.#best.result(), near: this.#near.result(), random: this.#random.result().ordinals };
  }
}
