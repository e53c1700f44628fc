import type { Worker } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import { spawnWorker } from "./spawn.ts";

export interface FitOptions {
  dims: number;
  outputDims: number;
  exponent: number;
}

export type WhiteningTask = { id: number; vectors: Float32Array } & (
  | { kind: "fit"; options: FitOptions }
  | { kind: "apply"; fingerprint: string; transform: Uint8Array }
);
export type WhiteningAnswer =
  | { id: number; result: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> }
  | { id: number; error: string };

type Pending = { settle: (result: unknown) => void; fail: (error: Error) => void };

/** A thread that answers tasks in order; started at its first task, and again after it died. */
class TaskThread {
  #worker: Worker | null = null;
  readonly #pending = new Map<number, Pending>();
  #next = 1;

  run(task: Record<string, unknown>, transfer: ArrayBuffer[] = []): Promise<unknown> {
    const id = this.#next++;
    return new Promise((settle, fail) => {
      this.#pending.set(id, { settle, fail });
      this.#started().postMessage({ ...task, id }, transfer);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #started(): Worker {
    if (this.#worker) return this.#worker;
    const worker = spawnWorker("whitening-worker");
    worker.unref();
    worker.on("message", (answer: WhiteningAnswer) => {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if ("error" in answer) pending?.fail(new Problem("space-empty", `The space cannot be fitted: ${answer.error}`));
      else pending?.settle(answer.result);
    });
    worker.on("error", (cause) => this.#dropAll(cause));
    worker.on("exit", () => this.#dropAll(new Error("the thread stopped")));
    this.#worker = worker;
    return worker;
  }

  #dropAll(cause: unknown): void {
    this.#worker = null;
    for (const { fail } of this.#pending.values())
      fail(new Problem("internal", "The whitening thread stopped.", { cause }));
    this.#pending.clear();
  }
}

/** Fits and applies derived spaces off the event loop. A fit takes seconds, so that it has a thread of its own. */
export class WhiteningThreads {
  readonly #fits = new TaskThread();
  readonly #applies = new TaskThread();

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
