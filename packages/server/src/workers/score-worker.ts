import { parentPort } from "node:worker_threads";
import { scoreColumns } from "@pomona/compute/score-vectors";
import type { ScoreAnswer, ScoreTask } from "./score-threads.ts";

parentPort?.on("message", ({ id, vectors, dims, scorers }: ScoreTask) => {
  let answer: ScoreAnswer;
  try {
    answer = { id, result: scoreColumns(vectors, dims, scorers) };
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(answer, "result" in answer ? answer.result.map((column) => column.buffer) : []);
});
