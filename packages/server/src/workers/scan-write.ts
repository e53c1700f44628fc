import { Problem } from "@pomona/contract/problems";
import { segmentSteps } from "../store/segment-writer.ts";
import type { WrittenSegment } from "../store/vector-store.ts";
import type { RunningTask } from "./running-task.ts";
import type { WriteTask } from "./scan-task.ts";

/** Writes a segment and its sidecar to temporary files; see `segmentSteps`. Problem `internal` that says what went wrong. */
export function runWrite(task: WriteTask): RunningTask {
  const work = segmentSteps(task.path, task);
  let written: WrittenSegment | null = null;
  return {
    task,
    step: () => {
      try {
        const step = work.next();
        if (step.done) written = step.value;
        return step.done !== true;
      } catch (cause) {
        throw writeProblem(task.path, cause);
      }
    },
    result: () => ({ kind: "write", written: written as WrittenSegment }),
  };
}

/** A segment that could not be written: what the system, or the check of its vectors, said. A full disk is left for the thread to name. */
function writeProblem(path: string, cause: unknown): unknown {
  const { message, code } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return cause;
  const detail = code
    ? `The vector file ${path} cannot be written: ${message}. What was committed before is safe.`
    : message;
  return new Problem("internal", { detail, fields: code ? { path, cause: code } : {} }, { cause });
}
