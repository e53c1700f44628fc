import type { MessagePort } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import type { ModelSpec } from "../models/embedder.ts";
import type { ModelRuntime } from "../models/model-runtime.ts";
import { inferBatch, prepareBatch } from "../models/prepared-batch.ts";
import type { EmbedAnswer, EmbedRequest, EmbedTask } from "./embed-messages.ts";
import { modelCache } from "./model-cache.ts";

/** A decoded task that waits for the network. */
interface PreparedTask {
  id: number;
  isUrgent: boolean;
  infer: () => Promise<EmbedAnswer>;
}

/**
 * Answers the requests that come through a port. Every task is decoded as soon as it arrives; the network runs on one
 * task at a time, urgent ones first. `session.run` blocks the thread, but decoding goes on in the thread pool of libuv,
 * so a worker with two tasks decodes one while it runs the other.
 */
export function runEmbedLoop(port: MessagePort, load: (spec: ModelSpec) => Promise<ModelRuntime>): void {
  const models = modelCache(load);
  const open = new Set<number>();
  const cancelled = new Set<number>();
  const prepared: PreparedTask[] = [];
  let isRunning = false;

  const answer = (message: EmbedAnswer): void => {
    open.delete(message.id);
    cancelled.delete(message.id);
    port.postMessage(message, message.kind === "embedded" ? [message.result.vectors.buffer] : []);
    if (open.size === 0) models.trim();
  };
  const runPrepared = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    for (let task = takeNext(prepared); task; task = takeNext(prepared)) {
      const { id, infer } = task;
      answer(cancelled.has(id) ? { kind: "cancelled", id } : await infer().catch((error) => failure(id, error)));
      // Lets messages in: an urgent task may have come, and the next batch should start to decode.
      await new Promise(setImmediate);
    }
    isRunning = false;
  };
  const embed = async (id: number, { spec, inputs, role, isUrgent }: EmbedTask): Promise<void> => {
    const runtime = await models.get(spec);
    const batch = cancelled.has(id) ? [] : await prepareBatch(runtime, inputs, role);
    prepared.push({
      id,
      isUrgent,
      infer: async () => ({ kind: "embedded", id, result: await inferBatch(runtime, batch) }),
    });
    await runPrepared();
  };
  const describe = async (id: number, spec: ModelSpec): Promise<void> => {
    const { description, preferredBatch } = await models.get(spec);
    answer({ kind: "described", id, model: { description, preferredBatch } });
  };
  port.on("message", (request: EmbedRequest) => {
    if (request.kind === "cancel") {
      if (open.has(request.id)) cancelled.add(request.id);
    } else if (request.kind === "close") {
      port.close();
      void models.dispose();
    } else {
      open.add(request.id);
      const work = request.kind === "describe" ? describe(request.id, request.spec) : embed(request.id, request);
      work.catch((error) => answer(failure(request.id, error)));
    }
  });
}

const takeNext = (tasks: PreparedTask[]): PreparedTask | undefined =>
  tasks.splice(
    Math.max(
      0,
      tasks.findIndex((task) => task.isUrgent),
    ),
    1,
  )[0];

function failure(id: number, error: unknown): EmbedAnswer {
  const problem =
    error instanceof Problem
      ? { code: error.code, detail: error.message, fields: error.fields }
      : { code: "model-unusable" as const, detail: `The model cannot be run: ${(error as Error).message}`, fields: {} };
  return { kind: "failed", id, problem };
}
