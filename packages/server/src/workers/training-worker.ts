import { parentPort } from "node:worker_threads";
import { trainProbe } from "@pomona/compute/probe/train-probe";
import type { TrainingAnswer, TrainingTask } from "./training-threads.ts";

parentPort?.on("message", ({ id, examples, options }: TrainingTask) => {
  let answer: TrainingAnswer;
  try {
    answer = { id, result: trainProbe(examples, options) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer);
});
