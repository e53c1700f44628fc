import { randomUUID } from "node:crypto";
import type { ItemFailure } from "@pomona/contract/imports";
import { type Job, type JobInput, type JobKind, type JobStage, jobKinds } from "@pomona/contract/jobs";
import { isProblem, Problem, type ProblemBody } from "@pomona/contract/problems";
import { parseUploadPath } from "@pomona/contract/uploads";
import type { Logger } from "pino";
import type { Clock } from "../config/clock.ts";
import type { JobContext, JobHandler, JobHandlers } from "../curation/background-work.ts";
import type { Database, Transaction } from "../store/database.ts";
import { nameDiskFull } from "../store/disk-full.ts";
import {
  appendJobFailures,
  insertJob,
  type JobRecord,
  jobRecord,
  listJobRecords,
  openJobRecords,
  readJobFailures,
  updateJob,
} from "../store/job-table.ts";
import { ProgressRate } from "./progress-rate.ts";

/** Jobs of a kind that run at once, where it is more than one: functions that are scored together share their scans. */
const SIDE_BY_SIDE: Partial<Record<JobKind, number>> = { score: 64 };
const PERSIST_INTERVAL_MS = 2000;
const EVENT_INTERVAL_MS = 200;
const RECENT_JOBS = 100;

interface Live {
  record: JobRecord;
  /** Jobs of one kind with the same subject (for example a space) run once at a time and are not queued twice. */
  subject: string | null;
  abort: AbortController;
  /** Asked for again while running: it runs once more, so that nothing that came in meanwhile is missed. */
  again: boolean;
  rate: ProgressRate;
  stage: JobStage | null;
  ended: Promise<void>;
  end: () => void;
}

/** Runs background work: one job of most kinds at a time, kinds side by side; jobs survive a restart. */
export class JobQueue {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #live = new Map<string, Live>();
  readonly #ending = new Set<Promise<void>>();
  /** Ended jobs whose end is not written yet, or could not be; the table still calls them running. */
  readonly #unstored = new Map<string, JobRecord>();
  readonly #listeners = new Set<(job: Job) => void>();
  #handlers: JobHandlers | null = null;
  #start: (() => Promise<void>) | null = null;
  #stopping = false;

  constructor(options: { database: Database; clock: Clock; log: Logger }) {
    this.#database = options.database;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /**
   * Starts to run jobs; those that a crash or stop left open go on first. `resume` may add what nobody has a job for: it
   * is called before any of them runs, so that one which waits is not told to run once more.
   */
  async start(
    handlers: JobHandlers,
    subjectOf: (kind: JobKind, input: unknown) => string | null,
    resume: () => Promise<void> = async () => undefined,
  ): Promise<void> {
    const open = await openJobRecords(this.#database);
    for (const record of open.filter((candidate) => !this.#live.has(candidate.id))) {
      record.state = "queued";
      this.#admit(record, subjectOf(record.kind as JobKind, record.input));
    }
    await resume();
    this.#handlers = handlers;
    this.#pump();
  }

  /** Puts the start off until the first job is added or waited for: a single command that only reads starts no work. */
  startWith(start: () => Promise<void>): void {
    this.#start = start;
  }

  async #startNow(): Promise<void> {
    const start = this.#start;
    this.#start = null;
    await start?.();
  }

  /**
   * Adds a job, or, where one with the same kind and subject is waiting, returns that; one that is running is told to
   * run once more.
   */
  async add<K extends JobKind>(
    kind: K,
    input: JobInput<K>,
    options: { title: string; subject?: string },
  ): Promise<string> {
    const subject = options.subject ?? null;
    if (subject !== null) {
      const twin = [...this.#live.values()].find(
        (live) => live.record.kind === kind && live.subject === subject && !live.abort.signal.aborted,
      );
      if (twin) {
        if (twin.record.state === "running") twin.again = true;
        return twin.record.id;
      }
    }
    const record: JobRecord = {
      id: randomUUID(),
      kind,
      title: options.title,
      input,
      state: "queued",
      done: 0,
      total: null,
      failed: 0,
      error: null,
      result: null,
      checkpoint: null,
      created: this.#clock(),
      started: null,
      ended: null,
    };
    const live = this.#admit(record, subject);
    await this.#write((tx) => insertJob(tx, record)).catch((error: unknown) => {
      this.#live.delete(record.id);
      live.end();
      throw error;
    });
    this.#emit(live);
    await this.#startNow();
    this.#pump();
    return record.id;
  }

  /** Cancels a job; returns when it has stopped. What it had committed stays. */
  async cancel(id: string): Promise<Job> {
    const live = this.#live.get(id);
    if (!live) return this.get(id);
    live.again = false;
    live.abort.abort(new Problem("cancelled", "The job was cancelled."));
    if (live.record.state === "queued") await this.#finish(live, { state: "cancelled" });
    await live.ended;
    return this.get(id);
  }

  async get(id: string): Promise<Job> {
    const live = this.#live.get(id);
    if (live) return describe(live.record, live);
    const record = this.#unstored.get(id) ?? (await jobRecord(this.#database, id));
    if (!record) throw new Problem("job-not-found", { detail: `There is no job ${id}.`, fields: { id } });
    return describe(record);
  }

  /** Running and recent jobs, newest first, without their results: a report can be long. */
  async list(): Promise<Job[]> {
    return (await listJobRecords(this.#database, RECENT_JOBS)).map((record) => {
      const live = this.#live.get(record.id);
      return live ? describeBriefly(live.record, live) : describeBriefly(this.#unstored.get(record.id) ?? record);
    });
  }

  failures(id: string, after: number, limit: number): Promise<ItemFailure[]> {
    return readJobFailures(this.#database, id, after, limit);
  }

  /** Calls back with each change of a job, at most five times a second for each. Returns the way to stop. */
  subscribe(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when nothing waits or runs. */
  async whenIdle(): Promise<void> {
    await this.#startNow();
    while (this.#live.size > 0 || this.#ending.size > 0)
      await Promise.all([...[...this.#live.values()].map((live) => live.ended), ...this.#ending]);
  }

  /** Stops running jobs after their batch; they go on at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const running = [...this.#live.values()].filter((live) => live.record.state === "running");
    for (const live of running) live.abort.abort(new Problem("stopping", "The server is stopping."));
    await Promise.all([...running.map((live) => live.ended), ...this.#ending]);
  }

  #admit(record: JobRecord, subject: string | null): Live {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const live: Live = {
      record,
      subject,
      abort: new AbortController(),
      again: false,
      rate: new ProgressRate(),
      stage: null,
      ended,
      end,
    };
    this.#live.set(record.id, live);
    return live;
  }

  #pump(): void {
    if (!this.#handlers || this.#stopping) return;
    const running = new Map<string, number>();
    const count = ({ kind }: JobRecord): void => void running.set(kind, (running.get(kind) ?? 0) + 1);
    for (const { record } of this.#live.values()) if (record.state === "running") count(record);
    for (const live of this.#live.values()) {
      const { kind, state } = live.record;
      if (state !== "queued" || (running.get(kind) ?? 0) >= (SIDE_BY_SIDE[kind as JobKind] ?? 1)) continue;
      count(live.record);
      live.record.state = "running";
      live.record.started ??= this.#clock();
      void this.#run(live, this.#handlers[live.record.kind as JobKind] as JobHandler<JobKind>);
    }
  }

  async #run(live: Live, handler: JobHandler<JobKind>): Promise<void> {
    const { record } = live;
    const failuresBefore = record.failed;
    try {
      await this.#write((tx) => updateJob(tx, record));
      this.#emit(live);
      live.abort.signal.throwIfAborted();
      const input = jobKinds[record.kind as JobKind].input.parse(record.input);
      const result = await handler(input as never, this.#context(live));
      await this.#finish(live, { state: "done", result });
    } catch (thrown) {
      const error = nameDiskFull(thrown);
      if (this.#stopping && live.abort.signal.aborted) {
        // Left open in the database: the next start takes it up again.
        record.state = "queued";
        await this.#database.write((tx) => updateJob(tx, record)).catch(() => undefined);
        this.#live.delete(record.id);
        live.end();
      } else if (isProblem(error, "cancelled") || live.abort.signal.aborted)
        await this.#finish(live, { state: "cancelled" });
      else {
        this.#logFailure(live, error, failuresBefore);
        await this.#finish(live, { state: "failed", ...failureOf(error, record.id) });
      }
    }
    this.#pump();
  }

  /** A refused input is the caller's to read in the job; only what nobody foresaw is for the log. */
  #logFailure({ record }: Live, error: unknown, failuresBefore: number): void {
    const about = { job: record.id, kind: record.kind, failuresBefore };
    if (error instanceof Problem && error.status < 500) this.#log.info({ ...about, code: error.code }, error.message);
    else this.#log.error({ ...about, err: error }, "job failed");
  }

  async #finish(live: Live, end: { state: JobRecord["state"]; result?: unknown; error?: string }): Promise<void> {
    const { record } = live;
    if (end.state === "done" && live.again && !this.#stopping) {
      live.again = false;
      record.state = "queued";
      return;
    }
    record.state = end.state;
    record.result = end.result ?? null;
    record.error = end.error ?? null;
    record.ended = this.#clock();
    // Gone from the live ones at once: a request that comes while the end is being stored must get a job of its own.
    this.#live.delete(record.id);
    this.#unstored.set(record.id, record);
    const stored = this.#storeEnd(record);
    this.#ending.add(stored);
    if (end.state === "failed" && live.again && !this.#stopping) await this.#addAgain(live);
    await stored;
    this.#ending.delete(stored);
    this.#emit(live);
    live.end();
  }

  async #storeEnd(record: JobRecord): Promise<void> {
    try {
      await this.#write((tx) => updateJob(tx, record));
      this.#unstored.delete(record.id);
    } catch (error) {
      this.#log.error({ err: error, job: record.id }, "the end of a job could not be stored");
    }
  }

  /** A job that failed was asked for again meanwhile: that request still stands. */
  async #addAgain({ record, subject }: Live): Promise<void> {
    const { title } = record;
    await this.add(record.kind as JobKind, record.input as never, subject === null ? { title } : { title, subject });
  }

  #context(live: Live): JobContext {
    const { record } = live;
    let lastPersisted = Date.now();
    let lastEmitted = 0;
    return {
      id: record.id,
      signal: live.abort.signal,
      doneBefore: record.done,
      resumeFrom: record.checkpoint,
      progress: (done, total) => {
        record.done = done;
        if (total !== undefined) record.total = total;
        live.rate.observe(done);
        const now = Date.now();
        if (now - lastEmitted >= EVENT_INTERVAL_MS) {
          lastEmitted = now;
          this.#emit(live);
        }
        if (now - lastPersisted < PERSIST_INTERVAL_MS) return;
        lastPersisted = now;
        this.#write((tx) => updateJob(tx, record)).catch((error: unknown) =>
          this.#log.warn({ err: error }, "progress could not be stored"),
        );
      },
      enter: (stage) => {
        if (live.stage === stage) return;
        live.stage = stage;
        this.#emit(live);
      },
      fail: async (failures, tx) => {
        const failed = record.failed + failures.length;
        const store = async (writer: Transaction): Promise<void> => {
          await appendJobFailures(writer, record.id, record.failed, failures);
          await writer.run("UPDATE jobs SET failed = ? WHERE id = ?", [BigInt(failed), record.id]);
        };
        if (failures.length > 0) await (tx ? store(tx) : this.#database.write(store));
        record.failed = failed;
      },
      forgetFailures: async () => {
        await this.#database.write((tx) => tx.run("DELETE FROM job_failures WHERE job = ?", [record.id]));
        record.failed = 0;
      },
      checkpoint: async (value, tx) => {
        record.checkpoint = value;
        await updateJob(tx, record);
      },
    };
  }

  #write(use: (tx: Transaction) => Promise<void>): Promise<void> {
    return this.#database.write(use, { sharesCheckpoint: true });
  }

  #emit(live: Live): void {
    if (this.#listeners.size === 0) return;
    const job = describeBriefly(live.record, live);
    for (const listener of this.#listeners) listener(job);
  }
}

/** How a job says what ended it: a message for people, and as its result the problem. What is unexpected is told by the log alone. */
function failureOf(error: unknown, id: string): { error: string; result: ProblemBody } {
  const problem =
    error instanceof Problem
      ? error
      : new Problem("internal", {
          detail: `Something went wrong. The server's log has the details under job ${id}. To try again: pomona job retry ${id}.`,
          fields: { job: id },
        });
  return { error: problem.message, result: problem.toBody() };
}

const describeBriefly = (record: JobRecord, live?: Live): Job => ({ ...describe(record, live), result: null });

/** An import that is done leaves the files that were sent for it to the next sweep. */
const hasTakenUpload = ({ kind, state, input }: JobRecord): boolean =>
  kind === "import" && state === "done" && parseUploadPath((input as JobInput<"import">).path) !== null;

function describe(record: JobRecord, live?: Live): Job {
  const perSecond = record.state === "running" ? (live?.rate.perSecond() ?? null) : null;
  const left = record.total === null || !perSecond ? null : Math.max(0, record.total - record.done) / perSecond;
  return {
    id: record.id,
    kind: record.kind,
    title: record.title,
    state: record.state,
    done: record.done,
    total: record.total,
    unit: jobKinds[record.kind as JobKind]?.unit ?? "rows",
    stage: record.state === "running" ? (live?.stage ?? null) : null,
    failed: record.failed,
    ratePerSecond: perSecond,
    secondsLeft: left,
    error: record.error,
    result: record.result,
    isRepeatable: !hasTakenUpload(record),
    created: record.created.toISOString(),
    started: record.started?.toISOString() ?? null,
    ended: record.ended?.toISOString() ?? null,
  };
}
