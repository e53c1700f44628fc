import { parentPort } from "node:worker_threads";
import { isProblem } from "@pomona/contract/problems";
import { type RunningTask, ScanRunner } from "./scan-runner.ts";
import type { FromScanWorker, ToScanWorker } from "./scan-task.ts";

/** Thread of the scan pool: works on the tasks it is sent, block by block, interactive ones first, in turn. */

/** How long blocks are worked on before messages are looked at. */
const TURN_MS = 2;

const runner = new ScanRunner();
const running: RunningTask[] = [];
let isDraining = false;

const send = (message: FromScanWorker, transfer: ArrayBuffer[] = []): void =>
  parentPort?.postMessage(message, transfer);

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
    const buffers =
      result.kind === "read"
        ? [result.vectors.buffer, result.found.buffer]
        : [result.ranked.ordinals.buffer, result.ranked.scores.buffer];
    send({ type: "done", id, result }, buffers);
  } catch (error) {
    if (!isProblem(error)) throw error;
    send({ type: "failed", id, code: error.code, detail: error.message, fields: error.fields });
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
    runner.files.forget(message.path);
    return;
  }
  running.push(runner.start(message.task));
  if (!isDraining) void drain();
});
