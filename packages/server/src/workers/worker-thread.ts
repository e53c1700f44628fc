import type { Worker } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import type { ModelSpec } from "../models/embedder.ts";
import { type CallPart, isUrgent } from "./embed-calls.ts";
import type { EmbedAnswer, EmbedRequest, LoadedModel } from "./embed-messages.ts";

const CLOSE_TIMEOUT_MS = 5000;

export interface WorkerThread {
  /** Parts handed to it and not answered. */
  readonly parts: ReadonlyMap<number, CallPart>;
  /** Requests of any kind that it has not answered. */
  readonly openCount: number;
  describe(spec: ModelSpec): Promise<LoadedModel>;
  embed(part: CallPart): void;
  cancel(call: CallPart["call"]): void;
  /** Lets the thread end by itself; stops it where it does not. */
  close(): Promise<void>;
}

export interface WorkerThreadEvents {
  onAnswer(part: CallPart, answer: EmbedAnswer): void;
  /** The thread is gone, with these parts unanswered. */
  onExit(thread: WorkerThread, parts: CallPart[], reason: string): void;
}

/** A worker with its open requests. */
export function createWorkerThread(worker: Worker, events: WorkerThreadEvents): WorkerThread {
  const parts = new Map<number, CallPart>();
  const descriptions = new Map<number, { resolve(model: LoadedModel): void; reject(reason: unknown): void }>();
  let nextId = 0;
  let reason = "it ended";
  const post = (request: EmbedRequest): void => worker.postMessage(request);
  const exited = new Promise<void>((resolve) => worker.once("exit", () => resolve()));

  worker.on("message", (answer: EmbedAnswer) => {
    const description = descriptions.get(answer.id);
    const part = parts.get(answer.id);
    descriptions.delete(answer.id);
    parts.delete(answer.id);
    if (part) events.onAnswer(part, answer);
    else if (answer.kind === "described") description?.resolve(answer.model);
    else if (answer.kind === "failed") description?.reject(problemFrom(answer));
  });
  worker.on("error", (error) => {
    reason = error.message;
  });
  worker.on("exit", () => {
    for (const { reject } of descriptions.values())
      reject(
        new Problem(
          "model-unusable",
          `The worker thread stopped as it loaded the model: ${reason}. The model may need more memory than there is.`,
        ),
      );
    descriptions.clear();
    const unanswered = [...parts.values()];
    parts.clear();
    events.onExit(thread, unanswered, reason);
  });

  const thread: WorkerThread = {
    parts,
    get openCount() {
      return parts.size + descriptions.size;
    },
    describe: (spec) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        descriptions.set(id, { resolve, reject });
        post({ kind: "describe", id, spec });
      }),
    embed: (part) => {
      const id = nextId++;
      parts.set(id, part);
      const { call, start, count } = part;
      const inputs = call.inputs.slice(start, start + count);
      post({ kind: "embed", id, spec: call.spec, inputs, role: call.role, isUrgent: isUrgent(call) });
    },
    cancel: (call) => {
      for (const [id, part] of parts) if (part.call === call) post({ kind: "cancel", id });
    },
    close: async () => {
      post({ kind: "close" });
      const timer = setTimeout(() => void worker.terminate(), CLOSE_TIMEOUT_MS);
      await exited;
      clearTimeout(timer);
    },
  };
  return thread;
}

export const problemFrom = ({ problem }: Extract<EmbedAnswer, { kind: "failed" }>): Problem =>
  new Problem(problem.code, { detail: problem.detail, fields: problem.fields });
