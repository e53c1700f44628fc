import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { PoolTask } from "./scan-pool.ts";
import type { WorkerTask } from "./scan-task.ts";

/** Shared memory of tasks before garbage is collected. */
const MOST_BYTES = 64 << 20;

let collect: ((isMinor: boolean) => void) | undefined;
let received = 0;

/**
 * Frees shared memory of tasks that ended, on the thread that calls it. V8 does not count shared memory as a reason to
 * collect garbage, and scans leave hardly any other, so left alone it lives on, megabytes with every task, until every
 * thread that saw it has collected. The thread that hands out tasks collects young objects alone, in about a millisecond:
 * it makes garbage enough to collect all by itself. A scan thread does not, and a minor collection frees nothing of what
 * it was sent (measured: after scans that shared 800 MB, 800 MB were left with it, and none with a major one).
 */
export function collectAfter(task: PoolTask | WorkerTask, type: "minor" | "major"): void {
  received += sharedBytesOf(task);
  if (received < MOST_BYTES) return;
  received = 0;
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as typeof collect;
  }
  collect?.(type === "minor");
}

function sharedBytesOf(task: PoolTask | WorkerTask): number {
  const owners = "owners" in task ? task.owners.byteLength : 0;
  const blocks = "blocks" in task ? task.blocks.byteLength : 0;
  if (task.kind === "score") return owners + blocks + task.columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (task.kind === "search")
    return owners + blocks + task.searches.reduce((sum, { mask }) => sum + (mask?.byteLength ?? 0), 0);
  return owners + ("vectors" in task ? task.vectors.byteLength : 0);
}
