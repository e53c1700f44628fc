import { scaleToUnit, type UnitFault } from "@pomona/compute/unit-vectors";
import { claimBlock, type RunningTask } from "./running-task.ts";
import type { UnitTask } from "./scan-task.ts";

/** Values scaled at a step: a few milliseconds. */
const STEP_VALUES = 1 << 20;

/** Scales vectors to length 1 in place, one block of them a step. */
export function runUnit(task: UnitTask): RunningTask {
  const { dims, vectors } = task;
  const rowsAtOnce = Math.max(1, Math.floor(STEP_VALUES / dims));
  const blockCount = Math.ceil(vectors.length / (rowsAtOnce * dims));
  const faults: UnitFault[] = [];
  return {
    task,
    step: () => {
      const block = claimBlock(task, blockCount);
      if (block < 0) return false;
      const first = block * rowsAtOnce;
      const part = vectors.subarray(first * dims, (first + rowsAtOnce) * dims);
      for (const { index, position } of scaleToUnit(part, dims)) faults.push({ index: first + index, position });
      return true;
    },
    result: () => ({ kind: "unit", faults }),
  };
}
