import type { ScoreEngine } from "@pomona/compute/kernels/score-engine";
import { planScores } from "@pomona/compute/kernels/score-plan";
import { damaged } from "../store/segment-file.ts";
import { claimBlock, type RunningTask } from "./running-task.ts";
import type { ScanSegment, ScoreTask } from "./scan-task.ts";
import type { VectorReader } from "./vector-reader.ts";

/** Scores all live vectors into columns, float32 exact, one block of vectors a step. */
export function runScore(task: ScoreTask, engine: ScoreEngine, reader: VectorReader): RunningTask {
  const { dims, owners, segments, blocks, columns } = task;
  const plan = planScores(task.scorers);
  const places = new Uint32Array(engine.positions.length);
  const scoreBlock = (segment: ScanSegment, first: number, length: number): void => {
    const { rows, path } = segment;
    let count = 0;
    for (let place = first; place < first + length; place++)
      if (owners[rows[place] as number] === segment.id) places[count++] = place;
    for (let from = 0; from < count; ) {
      const loaded = reader.load(segment, dims, places, from, count);
      engine.run(plan, engine.blockAddress, loaded, (scorer, start, end) => {
        const column = columns[scorer] as Float32Array;
        for (let i = start; i < end; i++) {
          const row = rows[places[from + i] as number] as number;
          const score = engine.scores[i] as number;
          if (!(score >= 0)) throw damaged(path, `the vector of row ${row} has a value that is not finite`);
          column[row] = score;
        }
      });
      from += loaded;
    }
  };
  return {
    task,
    step: () => {
      const block = claimBlock(task, blocks.length / 3);
      if (block < 0) return false;
      const segment = segments[blocks[block * 3] as number] as ScanSegment;
      scoreBlock(segment, blocks[block * 3 + 1] as number, blocks[block * 3 + 2] as number);
      return true;
    },
    result: () => ({ kind: "score" }),
  };
}
