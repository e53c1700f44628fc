import type { TaskResult, WorkerTask } from "./scan-task.ts";

/** A task under way on a thread. */
export interface RunningTask {
  task: WorkerTask;
  /** Does some milliseconds of work; false when none is left. */
  step(): boolean;
  result(): TaskResult;
}

export const isAborted = ({ control }: Pick<WorkerTask, "control">): boolean => Atomics.load(control, 1) !== 0;

/** The next block of a task that no thread has claimed; -1 when there is none or the task was aborted. */
export function claimBlock(task: Pick<WorkerTask, "control">, blockCount: number): number {
  if (isAborted(task)) return -1;
  const block = Atomics.add(task.control, 0, 1);
  return block < blockCount ? block : -1;
}
