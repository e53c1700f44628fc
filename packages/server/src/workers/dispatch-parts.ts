import type { CallPart, CallQueue } from "./embed-calls.ts";
import type { WorkerThread } from "./worker-thread.ts";

/** Batches of large calls a worker has at once: one runs, one is decoded, one is on its way. */
const BULK_DEPTH = 3;
/** Small calls may be this far ahead of large ones. */
const URGENT_DEPTH = 6;

export interface Dispatch {
  queue: CallQueue;
  workers: ReadonlySet<WorkerThread>;
  maxWorkers: number;
  startWorker(): WorkerThread;
}

/** Hands out what the workers can take now: suspects to idle workers, then small calls, then large ones in turn. */
export function dispatchParts(dispatch: Dispatch): void {
  const { queue } = dispatch;
  handOut(dispatch, queue.takeSuspect, (worker) => worker.openCount === 0);
  handOut(dispatch, queue.takeUrgent, (worker) => worker.openCount < URGENT_DEPTH);
  // While suspects wait, workers run dry, so that one becomes free.
  if (!queue.hasSuspects()) handOut(dispatch, queue.takeBulk, (worker) => worker.openCount < BULK_DEPTH);
}

/** The least busy worker among those that may take more; a new one where none is idle and one more is allowed. */
export function chooseWorker(dispatch: Dispatch, mayTake: (worker: WorkerThread) => boolean): WorkerThread | undefined {
  const able = [...dispatch.workers].filter((worker) => !holdsSuspect(worker) && mayTake(worker));
  const [best] = able.sort((a, b) => a.openCount - b.openCount);
  return best?.openCount === 0 || dispatch.workers.size >= dispatch.maxWorkers ? best : dispatch.startWorker();
}

function handOut(
  dispatch: Dispatch,
  take: () => CallPart | undefined,
  mayTake: (worker: WorkerThread) => boolean,
): void {
  for (let part = take(); part; part = take()) {
    const worker = chooseWorker(dispatch, mayTake);
    if (!worker) {
      dispatch.queue.putBack(part);
      return;
    }
    worker.embed(part);
  }
}

const holdsSuspect = (worker: WorkerThread): boolean => [...worker.parts.values()].some((part) => part.isSuspect);
