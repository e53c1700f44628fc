import { parentPort } from "node:worker_threads";
import {
  applyWhitening,
  fitWhitening,
  parseWhitening,
  serialiseWhitening,
  type Whitening,
} from "@pomona/compute/whitening";
import type { WhiteningAnswer, WhiteningTask } from "./whitening-threads.ts";

const known = new Map<string, Whitening>();

function run(task: WhiteningTask): Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> {
  if (task.kind === "fit") return serialiseWhitening(fitWhitening(task.vectors, task.options));
  let whitening = known.get(task.fingerprint);
  if (!whitening) {
    whitening = parseWhitening(task.transform);
    known.set(task.fingerprint, whitening);
  }
  return applyWhitening(whitening, task.vectors);
}

parentPort?.on("message", (task: WhiteningTask) => {
  let answer: WhiteningAnswer;
  try {
    answer = { id: task.id, result: run(task) };
  } catch (error) {
    answer = { id: task.id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer, "result" in answer ? [answer.result.buffer] : []);
});
