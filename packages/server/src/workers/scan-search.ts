import { blockLayout } from "@pomona/compute/kernels/code-layout";
import { blockAt } from "../store/code-file.ts";
import { CodeMismatch } from "./code-mismatch.ts";
import { claimBlock, isAborted, type RunningTask } from "./running-task.ts";
import type { ScanFiles } from "./scan-files.ts";
import type { ScanSegment, SearchTask } from "./scan-task.ts";
import { SearchRun, type SearchRunTools } from "./search-run.ts";

/** Where fewer rows of a block are wanted, reading their vectors costs less than reading all its codes. */
const SPARSE_SHARE = 1 / 32;

/** Ranks live vectors for one or more searches in one pass over the codes; see `SearchRun`. */
export function runSearch(
  task: SearchTask,
  tools: Pick<SearchRunTools, "codes" | "scores" | "reader"> & { files: ScanFiles },
): RunningTask {
  const { dims, segments, owners, blocks } = task;
  const runs = task.searches.map(
    (search, i) => new SearchRun({ ...tools, dims, segments, owners }, search, task.control, 2 + i),
  );
  let isPassing = true;

  const pass = (segmentIndex: number, index: number, from: number, length: number): void => {
    const segment = segments[segmentIndex] as ScanSegment;
    const { offset, count } = blockAt(dims, segment.rows.length, index);
    const first = index * segment.codes.blockRows;
    let isLoaded = false;
    for (const run of runs) {
      run.findPlaces(segment, first + from, length);
      if (run.count === 0) continue;
      if (run.count < length * SPARSE_SHARE) {
        run.scorePlaces(segmentIndex);
        continue;
      }
      if (!isLoaded) loadBlock(segment, index, offset, count);
      isLoaded = true;
      run.lookAt(segmentIndex, first, count);
    }
  };

  const loadBlock = (segment: ScanSegment, index: number, offset: number, count: number): void => {
    const { path, verified, blockChecks } = segment.codes;
    const { end, bytes } = blockLayout(dims, count);
    tools.files.read(path, offset, bytes, tools.codes.block, 0);
    if (verified[index] === 1) return;
    if (tools.codes.blockCheck(end) !== blockChecks[index]) throw new CodeMismatch(segment.path);
    verified[index] = 1;
  };

  return {
    task,
    step: () => {
      if (isAborted(task)) return false;
      const block = isPassing ? claimBlock(task, blocks.length / 4) : -1;
      if (block >= 0) {
        const [segment, index, from, length] = blocks.subarray(block * 4, block * 4 + 4);
        pass(segment as number, index as number, from as number, length as number);
        return true;
      }
      isPassing = false;
      return runs.some((run) => run.refine());
    },
    result: () => ({ kind: "search", rankings: runs.map((run) => run.result()) }),
  };
}
