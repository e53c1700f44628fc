import type { Worker } from "node:worker_threads";
import type { MapTasks } from "@pomona/compute/map-tasks";
import type { Parallel } from "@pomona/compute/parallel";
import { Problem } from "@pomona/contract/problems";
import { spawnWorker } from "./spawn.ts";

export interface MapRequest {
  id: number;
  task: string;
  args: unknown;
  count: number;
  /** [next part to claim, not 0 when the run is to stop, parts done] */
  control: Int32Array<SharedArrayBuffer>;
}
export type MapAnswer = { id: number; results: [number, unknown][] } | { id: number; error: string };

interface Pending {
  settle(answer: MapAnswer): void;
}

/** How often a run looks at its signal and tells of parts that are done. */
const LOOK_MS = 50;

/** Threads that work on maps. They start at the first run and end with `close`, or when one of them dies. */
export class MapThreads implements Parallel<MapTasks> {
  readonly #threads: number;
  #workers: Worker[] = [];
  readonly #pending = new Map<string, Pending>();
  #next = 1;

  constructor(threads: number) {
    this.#threads = Math.max(1, threads);
  }

  run: Parallel<MapTasks>["run"] = async (task, args, count, { signal, onPart } = {}) => {
    signal?.throwIfAborted();
    if (count <= 0) return [];
    const control = new Int32Array(new SharedArrayBuffer(12));
    const request: MapRequest = { id: this.#next++, task, args, count, control };
    let told = 0;
    const look = (): void => {
      if (signal?.aborted) Atomics.store(control, 1, 1);
      for (const done = Atomics.load(control, 2); told < done; told++) onPart?.();
    };
    const timer = signal || onPart ? setInterval(look, LOOK_MS) : undefined;
    try {
      const workers = this.#started().slice(0, count);
      const answers = await Promise.all(workers.map((worker, thread) => this.#ask(worker, thread, request)));
      look();
      signal?.throwIfAborted();
      return gathered(answers, count) as never;
    } finally {
      clearInterval(timer);
    }
  };

  async close(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #ask(worker: Worker, thread: number, request: MapRequest): Promise<MapAnswer> {
    return new Promise((settle) => {
      this.#pending.set(`${thread} ${request.id}`, { settle });
      worker.postMessage(request);
    });
  }

  #started(): Worker[] {
    if (this.#workers.length > 0) return this.#workers;
    this.#workers = Array.from({ length: this.#threads }, (_, thread) => {
      const worker = spawnWorker("map-worker");
      worker.unref();
      let reason = "the thread stopped";
      worker.on("message", (answer: MapAnswer) => this.#settle(thread, answer.id, answer));
      worker.on("error", (cause) => {
        reason = cause.message;
      });
      worker.on("exit", () => this.#drop(worker, reason));
      return worker;
    });
    return this.#workers;
  }

  #settle(thread: number, id: number, answer: MapAnswer): void {
    const pending = this.#pending.get(`${thread} ${id}`);
    this.#pending.delete(`${thread} ${id}`);
    pending?.settle(answer);
  }

  /** One thread is gone: what the set was doing fails, and the next run starts new ones. */
  #drop(worker: Worker, reason: string): void {
    if (!this.#workers.includes(worker) && this.#workers.length > 0) return;
    const others = this.#workers.filter((one) => one !== worker);
    this.#workers = [];
    for (const other of others) void other.terminate();
    for (const pending of this.#pending.values()) pending.settle({ id: 0, error: reason });
    this.#pending.clear();
  }
}

function gathered(answers: MapAnswer[], count: number): unknown[] {
  const results = new Array<unknown>(count);
  for (const answer of answers) {
    if ("error" in answer) throw new Problem("internal", `A map could not be worked out: ${answer.error}.`);
    for (const [part, result] of answer.results) results[part] = result;
  }
  return results;
}
