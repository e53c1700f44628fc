import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import type { EmbedResult, ModelSpec } from "../models/embedder.ts";
import { type CallPart, createCallQueue, type EmbedCall, settlePart } from "./embed-calls.ts";
import type { EmbedAnswer, LoadedModel } from "./embed-messages.ts";
import type { EmbeddingPool } from "./embedding-pool.ts";
import { spawnWorker } from "./spawn.ts";
import { createWorkerThread, problemFrom, type WorkerThread } from "./worker-thread.ts";

export interface EmbeddingPoolOptions {
  /** Worker threads at most; they start when there is work for them. Default: one per core. */
  threads?: number;
  /** Where downloaded models are kept. */
  modelsDirectory: string;
  /** Starts a worker that runs `runEmbedLoop`. */
  spawn?: () => Worker;
}

/** Batches of large calls a worker has at once: one runs, one is decoded, one is on its way. */
const BULK_DEPTH = 3;
/** Small calls may be this far ahead of large ones. */
const URGENT_DEPTH = 6;

/** A pool of worker threads, each with its own copy of every model in use. */
export function createEmbeddingPool({
  threads = availableParallelism(),
  modelsDirectory,
  spawn,
}: EmbeddingPoolOptions): EmbeddingPool {
  const start = spawn ?? (() => spawnWorker("embed-worker", { modelsDirectory }));
  const workers = new Set<WorkerThread>();
  const queue = createCallQueue();
  const models = new Map<string, Promise<LoadedModel>>();
  let isClosed = false;

  const startWorker = (): WorkerThread => {
    const worker = createWorkerThread(start(), { onAnswer, onExit });
    workers.add(worker);
    return worker;
  };
  /** The least busy worker that may take this much, a new one if that is better and allowed. */
  const workerFor = (mayTake: (worker: WorkerThread) => boolean): WorkerThread | undefined => {
    const [best] = [...workers]
      .filter((worker) => !holdsSuspect(worker) && mayTake(worker))
      .sort((a, b) => a.openCount - b.openCount);
    return best?.openCount === 0 || workers.size >= threads ? best : startWorker();
  };
  const handOut = (take: () => CallPart | undefined, mayTake: (worker: WorkerThread) => boolean): void => {
    for (;;) {
      const part = take();
      if (!part) return;
      const worker = workerFor(mayTake);
      if (!worker) return queue.putBack(part);
      worker.embed(part);
    }
  };
  const pump = (): void => {
    if (isClosed) return;
    handOut(queue.takeSuspect, (worker) => worker.openCount === 0);
    handOut(queue.takeUrgent, (worker) => worker.openCount < URGENT_DEPTH);
    // While suspects wait, workers run dry, so that one becomes free.
    if (!queue.hasSuspects()) handOut(queue.takeBulk, (worker) => worker.openCount < BULK_DEPTH);
  };
  const finish = (call: EmbedCall, end: () => void): void => {
    if (!queue.calls.has(call)) return;
    queue.remove(call);
    for (const worker of workers) worker.cancel(call);
    end();
  };
  const settle = (part: CallPart, result: EmbedResult): void => {
    if (queue.calls.has(part.call) && settlePart(part, result))
      finish(part.call, () => part.call.resolve(part.call.result));
  };
  function onAnswer(part: CallPart, answer: EmbedAnswer): void {
    if (answer.kind === "embedded") settle(part, answer.result);
    else if (answer.kind === "failed") finish(part.call, () => part.call.reject(problemFrom(answer)));
    pump();
  }
  function onExit(worker: WorkerThread, parts: CallPart[], reason: string): void {
    workers.delete(worker);
    if (isClosed) return;
    for (const part of parts) {
      if (part.isSuspect) settle(part, blamed(part, reason));
      else queue.suspect(part);
    }
    pump();
  }
  const load = (spec: ModelSpec): Promise<LoadedModel> => {
    if (isClosed) return Promise.reject(new Problem("stopping", "The server is stopping."));
    const name = JSON.stringify([spec.id, spec.options ?? {}]);
    const known = models.get(name);
    if (known) return known;
    const worker = workerFor(() => true) ?? startWorker();
    const loaded = worker.describe(spec).finally(pump);
    models.set(name, loaded);
    loaded.catch(() => models.delete(name));
    return loaded;
  };
  return {
    describe: async (spec) => (await load(spec)).description,
    embed: async (spec, inputs, { signal, role = "document" } = {}) => {
      signal?.throwIfAborted();
      const { description, preferredBatch } = await load(spec);
      signal?.throwIfAborted();
      const result = {
        vectors: new Float32Array(inputs.length * description.dims),
        errors: new Array(inputs.length).fill(null),
      };
      if (inputs.length === 0) return result;
      return new Promise((resolve, reject) => {
        const call: EmbedCall = {
          spec,
          inputs,
          role,
          dims: description.dims,
          batch: preferredBatch,
          next: 0,
          open: inputs.length,
          result,
          resolve: (value) => end(() => resolve(value)),
          reject: (reason) => end(() => reject(reason)),
        };
        const abort = (): void => finish(call, () => call.reject(signal?.reason));
        const end = (settleCall: () => void): void => {
          signal?.removeEventListener("abort", abort);
          settleCall();
        };
        signal?.addEventListener("abort", abort);
        queue.add(call);
        pump();
      });
    },
    close: async () => {
      isClosed = true;
      for (const call of [...queue.calls])
        finish(call, () => call.reject(new Problem("stopping", "The server is stopping.")));
      await Promise.all([...workers].map((worker) => worker.close()));
    },
  };
}

const holdsSuspect = (worker: WorkerThread): boolean => [...worker.parts.values()].some((part) => part.isSuspect);

const blamed = ({ call, count }: CallPart, reason: string): EmbedResult => ({
  vectors: new Float32Array(count * call.dims),
  errors: new Array(count).fill({ code: "model", message: `The model's thread stopped on this input: ${reason}.` }),
});
