import { scoreColumns } from "@pomona/compute/score-vectors";
import type { CompiledScorer } from "@pomona/compute/scorer";
import { Problem } from "@pomona/contract/problems";
import { type TaskAnswer, TaskThread } from "./task-thread.ts";

export interface ScoreTask {
  id: number;
  vectors: Float32Array;
  dims: number;
  scorers: readonly CompiledScorer[];
}
/** One column for each scorer. */
export type ScoreAnswer = TaskAnswer<Float32Array<ArrayBuffer>[]>;

/** Multiplications done on the calling thread: a millisecond or two, less than handing them over takes. */
const INLINE_MULTIPLICATIONS = 4e6;
/** Multiplications that are worth another thread. */
const SHARE_MULTIPLICATIONS = 20e6;

/** Scores arriving vectors off the event loop. */
export class ScoreThreads {
  readonly #threads: TaskThread[];

  constructor(threads: number) {
    this.#threads = Array.from(
      { length: Math.max(1, threads) },
      () =>
        new TaskThread("score-worker", (reason) => new Problem("internal", `Vectors could not be scored: ${reason}`)),
    );
  }

  /** Scores of vectors (n * dims float32) by each scorer; the same bits as `scoreVectors` gives. */
  async score(vectors: Float32Array, dims: number, scorers: readonly CompiledScorer[]): Promise<Float32Array[]> {
    const anchors =
      scorers.reduce((sum, { positives, negatives }) => sum + positives.length + negatives.length, 0) / dims;
    const multiplications = vectors.length * anchors;
    if (multiplications <= INLINE_MULTIPLICATIONS) return scoreColumns(vectors, dims, scorers);
    const rowCount = vectors.length / dims;
    const shares = Math.min(this.#threads.length, Math.ceil(multiplications / SHARE_MULTIPLICATIONS));
    const step = Math.ceil(rowCount / shares);
    const parts = await Promise.all(
      this.#threads.slice(0, Math.ceil(rowCount / step)).map((thread, share) => {
        const own = vectors.slice(share * step * dims, (share + 1) * step * dims);
        return thread.run({ vectors: own, dims, scorers }, [own.buffer as ArrayBuffer]) as Promise<Float32Array[]>;
      }),
    );
    return scorers.map((_, index) => {
      const column = new Float32Array(rowCount);
      parts.forEach((part, share) => {
        column.set(part[index] as Float32Array, share * step);
      });
      return column;
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}
