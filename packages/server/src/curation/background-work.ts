import type { ItemFailure } from "@pomona/contract/imports";
import type { JobInput, JobKind, JobOutput, JobStage } from "@pomona/contract/jobs";
import type { Transaction } from "../store/database.ts";

/** What a running job is given. */
export interface JobContext {
  id: string;
  /** Aborts on cancel and when the server stops; handlers return within one batch. */
  signal: AbortSignal;
  /** Items an earlier run of this job did, before a restart or before it was asked to run once more. */
  doneBefore: number;
  /** Items done so far, and of how many if known. */
  progress(done: number, total?: number | null): void;
  /** Says what the job is at from now on. */
  enter(stage: JobStage): void;
  /** Records items that failed, in the transaction that commits their batch when one is given. */
  fail(failures: ItemFailure[], tx?: Transaction): Promise<void>;
  /** Drops the failures an earlier run recorded: a run from the start meets them again. */
  forgetFailures(): Promise<void>;
  /** What `checkpoint` last stored, after a restart; null at first. */
  resumeFrom: unknown;
  /** Stores where to go on after a crash, in the transaction that commits the work it stands for. */
  checkpoint(value: unknown, tx: Transaction): Promise<void>;
}

/**
 * Does one kind of job. Idempotent: run again after a crash, it finishes what is left. Throws `signal.reason` when
 * aborted; what was committed stays.
 */
export type JobHandler<K extends JobKind> = (input: JobInput<K>, context: JobContext) => Promise<JobOutput<K>>;
export type JobHandlers = { [K in JobKind]: JobHandler<K> };

/** What use cases need of the job queue: to start work, and to stop it. */
export interface JobStarter {
  /**
   * Adds a job and returns its id. With a `subject` (for example a space), one that waits already is returned instead,
   * and one that runs is told to run once more.
   */
  add<K extends JobKind>(kind: K, input: JobInput<K>, options: { title: string; subject?: string }): Promise<string>;
  /** Cancels a job; resolves when it has stopped. Not to be waited for inside a write. */
  cancel(id: string): Promise<unknown>;
}
