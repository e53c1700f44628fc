import { parentPort } from "node:worker_threads";
import { isProblem } from "@pomona/contract/problems";
import { nameDiskFull } from "../store/disk-full.ts";
import { CodeMismatch } from "./code-mismatch.ts";
import { collectAfter } from "./collect-garbage.ts";
import type { RunningTask } from "./running-task.ts";
import { ScanRunner } from "./scan-runner.ts";
import { buffersOf, type FromScanWorker, type ScanSegment, type ToScanWorker, type WorkerTask } from "./scan-task.ts";

/** Thread of the scan pool: works on the tasks it is sent, block by block, interactive ones first, in turn. */

/** How long blocks are worked on before messages are looked at. */
const TURN_MS = 2;

const runner = new ScanRunner();
const running: RunningTask[] = [];
/** Those this thread was sent, by path. */
const segments = new Map<string, ScanSegment>();
let isDraining = false;

const send = (message: FromScanWorker, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer);

function withSegments({ task, segments: sent }: Extract<ToScanWorker, { type: "task" }>): WorkerTask {
  if (!sent) return task;
  for (const segment of sent.opened) segments.set(segment.path, segment);
  return { ...task, segments: sent.paths.map((path) => segments.get(path)) } as WorkerTask;
}

function nextTask(): RunningTask | undefined {
  const index = Math.max(
    0,
    running.findIndex(({ task }) => task.isInteractive),
  );
  const [next] = running.splice(index, 1);
  return next;
}

function advance(current: RunningTask): void {
  const { id } = current.task;
  try {
    if (current.step()) {
      running.push(current);
      return;
    }
    const result = current.result();
    send({ type: "done", id, result }, buffersOf(result));
    collectAfter(current.task, "major");
  } catch (thrown) {
    const error = nameDiskFull(thrown);
    if (error instanceof CodeMismatch) send({ type: "mismatch", id, path: error.path });
    else if (isProblem(error))
      send({ type: "failed", id, code: error.code, detail: error.message, fields: error.fields });
    else send({ type: "crashed", id, error: error instanceof Error ? error : new Error(String(error)) });
  }
}

async function drain(): Promise<void> {
  isDraining = true;
  let turnStart = performance.now();
  for (let current = nextTask(); current; current = nextTask()) {
    advance(current);
    if (performance.now() - turnStart < TURN_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    turnStart = performance.now();
  }
  isDraining = false;
}

parentPort?.on("message", (message: ToScanWorker) => {
  if (message.type === "forget") {
    segments.delete(message.path);
    runner.files.forget(message.path);
    return;
  }
  running.push(runner.start(withSegments(message)));
  if (!isDraining) void drain();
});
