import type { Worker } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import { spawnWorker, type WorkerName } from "./spawn.ts";

/** What a worker of a `TaskThread` answers; `id` is that of the task. */
export type TaskAnswer<T> = { id: number; result: T } | { id: number; error: string };

type Pending = { settle: (result: unknown) => void; fail: (error: Error) => void };

/** A thread that answers tasks in order; started at its first task, and again after it died. */
export class TaskThread {
  readonly #name: WorkerName;
  readonly #problemOf: (reason: string) => Problem;
  #worker: Worker | null = null;
  readonly #pending = new Map<number, Pending>();
  #next = 1;

  /** `problemOf` makes the error of a task that the worker answered with one. */
  constructor(name: WorkerName, problemOf: (reason: string) => Problem) {
    this.#name = name;
    this.#problemOf = problemOf;
  }

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
    const worker = spawnWorker(this.#name);
    worker.unref();
    worker.on("message", (answer: TaskAnswer<unknown>) => {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if ("error" in answer) pending?.fail(this.#problemOf(answer.error));
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
      fail(new Problem("internal", `A thread of ${this.#name} stopped.`, { cause }));
    this.#pending.clear();
  }
}
