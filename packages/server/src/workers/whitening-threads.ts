import { Problem } from "@pomona/contract/problems";
import { type TaskAnswer, TaskThread } from "./task-thread.ts";

export interface FitOptions {
  dims: number;
  outputDims: number;
  exponent: number;
}

export type WhiteningTask = { id: number; vectors: Float32Array } & (
  | { kind: "fit"; options: FitOptions }
  | { kind: "apply"; fingerprint: string; transform: Uint8Array }
);
export type WhiteningAnswer = TaskAnswer<Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>;

const refused = (reason: string): Problem => new Problem("space-empty", `The space cannot be fitted: ${reason}`);
/** Fits and applies derived spaces off the event loop. A fit takes seconds, so that it has a thread of its own. */
export class WhiteningThreads {
  readonly #fits = new TaskThread("whitening-worker", refused);
  readonly #applies = new TaskThread("whitening-worker", refused);

  /**
   * Fits on vectors (n * dims float32); the transform as bytes. See `compute/whitening`. The buffer of the vectors is
   * handed over to the thread, and the thread ends after it: a fit takes some 100 MB.
   */
  async fit(vectors: Float32Array<ArrayBuffer>, options: FitOptions): Promise<Uint8Array> {
    try {
      return (await this.#fits.run({ kind: "fit", vectors, options }, [vectors.buffer])) as Uint8Array;
    } finally {
      await this.#fits.close();
    }
  }

  /** Maps vectors (n * source dims float32) to n * output dims; `fingerprint` names the transform, which is parsed once. */
  apply(
    transform: { fingerprint: string; bytes: Uint8Array },
    vectors: Float32Array,
  ): Promise<Float32Array<ArrayBuffer>> {
    const task = { kind: "apply", fingerprint: transform.fingerprint, transform: transform.bytes, vectors };
    return this.#applies.run(task) as Promise<Float32Array<ArrayBuffer>>;
  }

  async close(): Promise<void> {
    await Promise.all([this.#fits.close(), this.#applies.close()]);
  }
}
