import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import type { EmbedInput, EmbedOptions, EmbedResult, ModelSpec } from "../models/embedder.ts";
import { chooseWorker, type Dispatch, dispatchParts } from "./dispatch-parts.ts";
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

/**
 * A pool of worker threads, each with its own copy of every model in use. Calls of one batch or less go ahead of larger
 * ones; large calls share the threads in turn. When a thread dies, the inputs it held are tried again one by one, and
 * the one that kills a thread alone gets the error `model`.
 */
export function createEmbeddingPool(options: EmbeddingPoolOptions): EmbeddingPool {
  const spawn = options.spawn ?? (() => spawnWorker("embed-worker", { modelsDirectory: options.modelsDirectory }));
  const workers = new Set<WorkerThread>();
  const queue = createCallQueue();
  const models = new Map<string, Promise<LoadedModel>>();
  let isClosed = false;
  const startWorker = (): WorkerThread => {
    const worker = createWorkerThread(spawn(), { onAnswer, onExit });
    workers.add(worker);
    return worker;
  };
  const dispatch: Dispatch = { queue, workers, maxWorkers: options.threads ?? availableParallelism(), startWorker };
  const pump = (): void => {
    if (!isClosed) dispatchParts(dispatch);
  };
  const finish = (call: EmbedCall, settle: () => void): void => {
    if (!queue.calls.has(call)) return;
    queue.remove(call);
    for (const worker of workers) worker.cancel(call);
    settle();
  };
  const settle = (part: CallPart, result: EmbedResult): void => {
    const { call } = part;
    if (queue.calls.has(call) && settlePart(part, result)) finish(call, () => call.resolve(call.result));
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
    if (isClosed) return Promise.reject(stopping());
    const name = JSON.stringify([spec.id, spec.options ?? {}]);
    const known = models.get(name);
    if (known) return known;
    const worker = chooseWorker(dispatch, () => true) ?? startWorker();
    const loaded = worker.describe(spec).finally(pump);
    models.set(name, loaded);
    loaded.catch(() => models.delete(name));
    return loaded;
  };
  const embed = async (
    spec: ModelSpec,
    inputs: EmbedInput[],
    { signal, role = "document" }: EmbedOptions,
  ): Promise<EmbedResult> => {
    signal?.throwIfAborted();
    const { description, preferredBatch } = await load(spec);
    signal?.throwIfAborted();
    if (isClosed) throw stopping();
    const result: EmbedResult = {
      vectors: new Float32Array(inputs.length * description.dims),
      errors: new Array(inputs.length).fill(null),
    };
    if (inputs.length === 0) return result;
    let abort = (): void => undefined;
    const embedded = new Promise<EmbedResult>((resolve, reject) => {
      const call: EmbedCall = {
        spec,
        inputs,
        role,
        dims: description.dims,
        batch: preferredBatch,
        next: 0,
        open: inputs.length,
        result,
        resolve,
        reject,
      };
      abort = () => finish(call, () => reject(signal?.reason));
      queue.add(call);
    });
    signal?.addEventListener("abort", abort);
    pump();
    return embedded.finally(() => signal?.removeEventListener("abort", abort));
  };
  return {
    describe: async (spec) => (await load(spec)).description,
    embed: (spec, inputs, callOptions = {}) => embed(spec, inputs, callOptions),
    close: async () => {
      isClosed = true;
      for (const call of [...queue.calls]) finish(call, () => call.reject(stopping()));
      await Promise.all([...workers].map((worker) => worker.close()));
    },
  };
}

const stopping = (): Problem => new Problem("stopping", "The server is stopping.");

const blamed = ({ call, count }: CallPart, reason: string): EmbedResult => ({
  vectors: new Float32Array(count * call.dims),
  errors: new Array(count).fill({ code: "model", message: `The model's thread stopped on this input: ${reason}.` }),
});
