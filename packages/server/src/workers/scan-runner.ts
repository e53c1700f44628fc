import { CODE_ENGINE_BYTES, CodeEngine } from "@pomona/compute/kernels/code-engine";
import { createKernelMemory } from "@pomona/compute/kernels/kernels";
import { ENGINE_BYTES, ScoreEngine } from "@pomona/compute/kernels/score-engine";
import type { RunningTask } from "./running-task.ts";
import { runCheck } from "./scan-check.ts";
import { runEncode } from "./scan-encode.ts";
import { ScanFiles } from "./scan-files.ts";
import { runRead } from "./scan-read.ts";
import { runScore } from "./scan-score.ts";
import { runSearch } from "./scan-search.ts";
import type { WorkerTask } from "./scan-task.ts";
import { runUnit } from "./scan-unit.ts";
import { runWrite } from "./scan-write.ts";
import { VectorReader } from "./vector-reader.ts";

/** Writes, scores, searches, reads, encodes and checks segments on the thread that calls it. Owns its files and its kernel memory (8 MB). */
export class ScanRunner {
  readonly files = new ScanFiles();
  readonly #scores: ScoreEngine;
  readonly #codes: CodeEngine;
  readonly #reader: VectorReader;

  constructor() {
    const memory = createKernelMemory(ENGINE_BYTES + CODE_ENGINE_BYTES);
    this.#scores = new ScoreEngine(memory, 0);
    this.#codes = new CodeEngine(memory, ENGINE_BYTES);
    this.#reader = new VectorReader(this.files, this.#scores);
  }

  start(task: WorkerTask): RunningTask {
    switch (task.kind) {
      case "score":
        return runScore(task, this.#scores, this.#reader);
      case "search":
        return runSearch(task, { codes: this.#codes, scores: this.#scores, reader: this.#reader, files: this.files });
      case "read":
        return runRead(task, this.#scores, this.#reader);
      case "encode":
        return runEncode(task, this.files);
      case "check":
        return runCheck(task, this.files);
      case "write":
        return runWrite(task);
      case "unit":
        return runUnit(task);
    }
  }

  close(): void {
    this.files.close();
  }
}
