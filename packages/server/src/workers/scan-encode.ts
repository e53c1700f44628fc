import { renameSync } from "node:fs";
import { CODE_SUFFIX } from "../store/code-file.ts";
import { CodeWriter, codeMaker, partialCodes } from "../store/code-writer.ts";
import { vectorOffset } from "../store/segment-file.ts";
import { isAborted, type RunningTask } from "./running-task.ts";
import { compareHash } from "./scan-check.ts";
import type { ScanFiles } from "./scan-files.ts";
import type { EncodeTask } from "./scan-task.ts";

/**
 * Writes the sidecar of a segment: whole or absent, but not synced, as it can be made anew. Compares the segment's
 * sha256 first where `isVerified` asks for it; Problem when it is not what was written.
 */
export function runEncode(task: EncodeTask, files: ScanFiles): RunningTask {
  const work = encode(task, files);
  return {
    task,
    step: () => {
      if (isAborted(task)) {
        work.return(undefined);
        return false;
      }
      return work.next().done !== true;
    },
    result: () => ({ kind: "encode" }),
  };
}

function* encode(task: EncodeTask, files: ScanFiles): Generator<void, void> {
  const { dims, segment, isVerified } = task;
  if (isVerified) yield* compareHash(segment, files);
  const codes = new CodeWriter(segment.path, dims, segment.rowCount);
  try {
    for (let first = 0; first < segment.rowCount; first += codes.blockRows) {
      const count = Math.min(codes.blockRows, segment.rowCount - first);
      readVectors(task, files, { first, count }, codeMaker().rows);
      codes.add();
      yield;
    }
    codes.finish(segment.sha256);
  } finally {
    codes.close();
  }
  renameSync(partialCodes(segment.path), segment.path + CODE_SUFFIX);
}

/** Packs the vectors of consecutive places into `target`. */
function readVectors(
  { dims, segment }: EncodeTask,
  files: ScanFiles,
  { first, count }: { first: number; count: number },
  target: Uint8Array,
): void {
  for (let done = 0; done < count; ) {
    const { offset, end } = vectorOffset(segment, dims, first + done);
    const part = Math.min(count - done, end - first - done);
    files.read(segment.path, offset, part * dims * 4, target, done * dims * 4);
    done += part;
  }
}
