import type { ItemFailure } from "@pomona/contract/imports";
import type { VectorBatch } from "./vector-files.ts";

/** Why a vector cannot be stored, or null. */
export function vectorRefusal(vector: ArrayLike<number>, dims: number): Pick<ItemFailure, "code" | "message"> | null {
  if (vector.length !== dims)
    return { code: "wrong-dims", message: `The vector has ${vector.length} dims; most in this file have ${dims}.` };
  let isZero = true;
  for (let at = 0; at < dims; at++) {
    const value = Math.fround(vector[at] as number);
    if (!Number.isFinite(value))
      return { code: "non-finite", message: `The number in position ${at + 1} is NaN, infinite or beyond float32.` };
    if (value !== 0) isZero = false;
  }
  return isZero ? { code: "zero-vector", message: "The vector is all zeros, which has no direction." } : null;
}

/** Collects checked vectors into one block of float32. */
export class VectorCollector {
  readonly #dims: number;
  #keys: string[] = [];
  #lines: number[] = [];
  #failures: ItemFailure[] = [];
  #vectors: Float32Array | null = null;
  readonly #rows: number;

  constructor(dims: number, rows: number) {
    this.#dims = dims;
    this.#rows = rows;
  }

  /** Rows and failures so far. */
  get size(): number {
    return this.#keys.length + this.#failures.length;
  }

  get isFull(): boolean {
    return this.size >= this.#rows;
  }

  add(key: string, line: number, vector: ArrayLike<number>): void {
    const refusal = vectorRefusal(vector, this.#dims);
    if (refusal) this.#failures.push({ item: key, line, ...refusal });
    else {
      this.#vectors ??= new Float32Array(this.#rows * this.#dims);
      this.#vectors.set(vector, this.#keys.length * this.#dims);
      this.#keys.push(key);
      this.#lines.push(line);
    }
  }

  fail(failure: ItemFailure): void {
    this.#failures.push(failure);
  }

  /** What was collected; the collector starts afresh. */
  take(): VectorBatch {
    const batch = {
      keys: this.#keys,
      lines: this.#lines,
      vectors: this.#vectors?.subarray(0, this.#keys.length * this.#dims) ?? new Float32Array(0),
      failures: this.#failures,
    };
    this.#keys = [];
    this.#lines = [];
    this.#failures = [];
    this.#vectors = null;
    return batch;
  }
}
