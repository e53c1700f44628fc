import type { Worker } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import { CodeMismatch } from "./code-mismatch.ts";
import { collectAfter } from "./collect-garbage.ts";
import {
  type FromScanWorker,
  newControl,
  type ScanSegment,
  type TaskResult,
  type ToScanWorker,
  type WorkerTask,
} from "./scan-task.ts";

/** Starts a worker thread of that name; see `spawn.ts`. */
export type SpawnScanWorker = (name: "scan-worker") => Worker;

interface Thread {
  worker: Worker;
  /** Ids of the tasks it has not reported on. */
  tasks: Set<number>;
  /** Segments it was sent, by path. */
  segments: Map<string, ScanSegment>;
}

interface Pending {
  control: Int32Array<SharedArrayBuffer>;
  /** Threads that have not reported. */
  waiting: number;
  results: TaskResult[];
  error: unknown;
  settle: () => void;
}

/** The fields of a task that the pool fills in are left out. */
export type PoolTask = WorkerTask extends infer T ? (T extends WorkerTask ? Omit<T, "id" | "control"> : never) : never;

/**
 * Worker threads that scan segments. Every thread takes every task and claims its blocks, so tasks advance together,
 * interactive ones first. Threads start at first use; one that dies fails the tasks it had and is replaced.
 */
export class ScanPool {
  readonly #threadCount: number;
  readonly #spawn: SpawnScanWorker;
  #threads: Thread[] = [];
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #turn = 0;
  #isClosed = false;

  constructor(options: { threads: number; spawn: SpawnScanWorker }) {
    this.#threadCount = Math.max(1, options.threads);
    this.#spawn = options.spawn;
  }

  /**
   * Runs a task on up to `width` threads and resolves with a result of each. Settles only when no thread works on it
   * any more. Rejects with Problem `cancelled` after an abort, `stopping` after `close`, or what a thread reported: a
   * Problem, or CodeMismatch.
   */
  async run(task: PoolTask, width: number, signal?: AbortSignal): Promise<TaskResult[]> {
    if (this.#isClosed) throw new Problem("stopping", "The server is stopping.");
    if (signal?.aborted) throw cancelled();
    const threads = this.#pick(Math.max(1, width));
    const id = this.#nextId++;
    const control = newControl(task);
    const pending: Pending = { control, waiting: threads.length, results: [], error: null, settle: () => undefined };
    const settled = new Promise<void>((resolve) => {
      pending.settle = resolve;
    });
    this.#pending.set(id, pending);
    const abort = () => {
      pending.error ??= cancelled();
      Atomics.store(control, 1, 1);
    };
    signal?.addEventListener("abort", abort, { once: true });
    for (const thread of threads) {
      thread.tasks.add(id);
      thread.worker.postMessage(messageFor(thread, { ...task, id, control }));
    }
    await settled;
    signal?.removeEventListener("abort", abort);
    this.#pending.delete(id);
    collectAfter(task, "minor");
    if (pending.error !== null) throw pending.error;
    return pending.results;
  }

  /** Makes the threads close a file that is about to be removed. */
  forget(path: string): void {
    for (const { worker, segments } of this.#threads) {
      segments.delete(path);
      worker.postMessage({ type: "forget", path } satisfies ToScanWorker);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const threads = this.#threads;
    this.#threads = [];
    for (const thread of threads) this.#fail(thread, new Problem("stopping", "The server is stopping."));
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }

  #pick(width: number): Thread[] {
    while (this.#threads.length < this.#threadCount) this.#threads.push(this.#start());
    this.#turn = (this.#turn + 1) % this.#threadCount;
    return [...this.#threads.slice(this.#turn), ...this.#threads.slice(0, this.#turn)].slice(0, width);
  }

  #start(): Thread {
    const thread: Thread = { worker: this.#spawn("scan-worker"), tasks: new Set(), segments: new Map() };
    thread.worker.on("message", (message: FromScanWorker) => this.#report(thread, message));
    const died = (cause: unknown) => {
      if (!this.#threads.includes(thread)) return;
      this.#threads = this.#threads.filter((other) => other !== thread);
      const detail = "A scan was interrupted because its worker thread stopped. Try again; the log has the cause.";
      this.#fail(thread, new Problem("internal", detail, { cause }));
    };
    thread.worker.on("error", died);
    thread.worker.on("exit", (code) => died(new Error(`The scan worker ended with exit code ${code}.`)));
    return thread;
  }

  #fail(thread: Thread, error: Problem): void {
    for (const id of [...thread.tasks]) this.#settle(thread, id, (pending) => stop(pending, error));
  }

  #report(thread: Thread, message: FromScanWorker): void {
    this.#settle(thread, message.id, (pending) => {
      if (message.type === "done") pending.results.push(message.result);
      else if (message.type === "mismatch") stop(pending, new CodeMismatch(message.path));
      else if (message.type === "crashed") stop(pending, crashed(message.error));
      else stop(pending, new Problem(message.code, { detail: message.detail, fields: message.fields }));
    });
  }

  #settle(thread: Thread, id: number, apply: (pending: Pending) => void): void {
    thread.tasks.delete(id);
    const pending = this.#pending.get(id);
    if (!pending) return;
    apply(pending);
    if (--pending.waiting === 0) pending.settle();
  }
}

/** A task with the segments that the thread has not been sent before; an opened one anew has another identity. */
function messageFor(thread: Thread, task: WorkerTask): ToScanWorker {
  if (!("segments" in task)) return { type: "task", task, segments: null };
  const opened = task.segments.filter((segment) => thread.segments.get(segment.path) !== segment);
  for (const segment of opened) thread.segments.set(segment.path, segment);
  const paths = task.segments.map(({ path }) => path);
  return { type: "task", task: { ...task, segments: [] }, segments: { paths, opened } };
}

/** What nobody foresaw, in one task; the thread and its other tasks go on. */
const crashed = (cause: Error): Problem =>
  new Problem("internal", `Vectors could not be read or written: ${cause.message}.`, { cause });

/** Keeps the first reason and makes the other threads drop the task. */
function stop(pending: Pending, error: Error): void {
  pending.error ??= error;
  Atomics.store(pending.control, 1, 1);
}

const cancelled = (): Problem => new Problem("cancelled", "The scan was cancelled.");
