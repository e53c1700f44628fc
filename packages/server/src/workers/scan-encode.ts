import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { rowsPerBlock } from "@pomona/compute/kernels/code-layout";
import { CodeMaker } from "@pomona/compute/kernels/code-maker";
import { blockAt, blockCountOf, encodeCodeHeader, tableOffset } from "../store/code-file.ts";
import { vectorOffset } from "../store/segment-file.ts";
import { isAborted, type RunningTask } from "./running-task.ts";
import { compareHash } from "./scan-check.ts";
import type { ScanFiles } from "./scan-files.ts";
import type { EncodeTask } from "./scan-task.ts";

let maker: CodeMaker | undefined;

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
  const { dims, segment, codesPath, isVerified } = task;
  if (isVerified) yield* compareHash(segment, files);
  const temporary = `${codesPath}.tmp`;
  const blockChecks = new Uint32Array(blockCountOf(dims, segment.rowCount));
  maker ??= new CodeMaker();
  const file = openSync(temporary, "w");
  let isWritten = false;
  try {
    for (let index = 0; index < blockChecks.length; index++) {
      const { offset, count } = blockAt(dims, segment.rowCount, index);
      readVectors(task, files, { first: index * rowsPerBlock(dims), count }, maker.rows);
      const { bytes, check } = maker.make(dims, count);
      blockChecks[index] = check;
      writeWhole(file, maker.block.subarray(0, bytes), offset);
      yield;
    }
    writeWhole(file, new Uint8Array(blockChecks.buffer), tableOffset(dims, segment.rowCount));
    writeWhole(file, encodeCodeHeader({ ...segment, dims }, blockChecks), 0);
    isWritten = true;
  } finally {
    closeSync(file);
    if (!isWritten) rmSync(temporary, { force: true });
  }
  renameSync(temporary, codesPath);
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

function writeWhole(file: number, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
}
