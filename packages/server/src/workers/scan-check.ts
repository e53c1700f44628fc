import { createHash } from "node:crypto";
import { blockLayout } from "@pomona/compute/kernels/code-layout";
import { rowCheck } from "@pomona/compute/row-check";
import { blockAt } from "../store/code-file.ts";
import { damaged } from "../store/segment-file.ts";
import { isAborted, type RunningTask } from "./running-task.ts";
import type { ScanFiles } from "./scan-files.ts";
import type { CheckTask, EncodeTask } from "./scan-task.ts";

/** What is hashed at a step. */
const PIECE_BYTES = 4 << 20;

/** Compares all bytes of a segment and of its sidecar with what was written. Problem when the segment is damaged. */
export function runCheck(task: CheckTask, files: ScanFiles): RunningTask {
  let areCodesWhole = true;
  const work = (function* (): Generator<void, void> {
    yield* compareHash(task.segment, files);
    const { dims, segment, codes } = task;
    const block = new Uint8Array(blockLayout(dims, codes.blockRows).bytes);
    for (let index = 0; index < codes.blockChecks.length && areCodesWhole; index++) {
      const { offset, count } = blockAt(dims, segment.rowCount, index);
      const { end } = blockLayout(dims, count);
      files.read(codes.path, offset, end, block, 0);
      areCodesWhole = rowCheck(new Uint32Array(block.buffer, 0, end / 4)) === codes.blockChecks[index];
      yield;
    }
  })();
  return {
    task,
    step: () => !isAborted(task) && work.next().done !== true,
    result: () => ({ kind: "check", areCodesWhole }),
  };
}

/** Reads a whole segment; Problem when its sha256 is not that of what was written. */
export function* compareHash(segment: EncodeTask["segment"], files: ScanFiles): Generator<void, void> {
  const hash = createHash("sha256");
  const piece = new Uint8Array(Math.min(PIECE_BYTES, segment.bytes));
  for (let at = 0; at < segment.bytes; at += piece.length) {
    const length = Math.min(piece.length, segment.bytes - at);
    files.read(segment.path, at, length, piece, 0);
    hash.update(piece.subarray(0, length));
    yield;
  }
  if (hash.digest("hex") !== segment.sha256)
    throw damaged(segment.path, "its checksum is not that of what was written");
}
