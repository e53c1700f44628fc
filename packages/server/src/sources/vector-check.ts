import type { UnitFault } from "@pomona/compute/unit-vectors";
import type { ItemFailure } from "@pomona/contract/imports";
import { newBlock, type TakeBlock } from "./vector-blocks.ts";
import type { VectorBatch } from "./vector-files.ts";

/** Why a vector cannot be scaled to length 1. */
export const faultFailure = ({ position }: Pick<UnitFault, "position">): Pick<ItemFailure, "code" | "message"> =>
  position < 0
    ? { code: "zero-vector", message: "The vector is all zeros, which has no direction." }
    : { code: "non-finite", message: `The number in position ${position + 1} is NaN, infinite or beyond float32.` };

/** Collects vectors of the right dims into one block of float32. */
export class VectorCollector {
  readonly #dims: number;
  readonly #rows: number;
  readonly #takeBlock: TakeBlock;
  #keys: string[] = [];
  #lines: number[] = [];
  #failures: ItemFailure[] = [];
  #vectors: Float32Array<SharedArrayBuffer> | null = null;

  constructor(dims: number, rows: number, takeBlock: TakeBlock = newBlock) {
    this.#dims = dims;
    this.#rows = rows;
    this.#takeBlock = takeBlock;
  }

  /** Rows and failures so far. */
  get size(): number {
    return this.#keys.length + this.#failures.length;
  }

  get isFull(): boolean {
    return this.size >= this.#rows;
  }

  add(key: string, line: number, vector: ArrayLike<number>): void {
    if (vector.length !== this.#dims) {
      const message = `The vector has ${vector.length} dims; most in this file have ${this.#dims}.`;
      this.#failures.push({ item: key, line, code: "wrong-dims", message });
      return;
    }
    this.#vectors ??= this.#takeBlock(this.#rows * this.#dims);
    this.#vectors.set(vector, this.#keys.length * this.#dims);
    this.#keys.push(key);
    this.#lines.push(line);
  }

  fail(failure: ItemFailure): void {
    this.#failures.push(failure);
  }

  /** What was collected; the collector starts afresh. */
  take(): VectorBatch {
    const batch = {
      keys: this.#keys,
      lines: this.#lines,
      vectors: this.#vectors?.subarray(0, this.#keys.length * this.#dims) ?? newBlock(0),
      failures: this.#failures,
    };
    this.#keys = [];
    this.#lines = [];
    this.#failures = [];
    this.#vectors = null;
    return batch;
  }
}
