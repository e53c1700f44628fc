import { blockRows } from "@pomona/compute/kernels/score-engine";
import { QUERY_BYTES } from "@pomona/compute/kernels/score-plan";
import type { CompiledScorer } from "@pomona/compute/scorer";
import type { ScanSegment } from "./scan-task.ts";

/** Multiplications of a block: some milliseconds, after which a more urgent task may go first. */
const BLOCK_MULTIPLICATIONS = 32e6;
/** Fewer rows would spend the time on putting the query vectors in place. */
const LEAST_ROWS = 16;
const LEAST_ROWS_OF_SEVERAL_PASSES = 256;

/** Numbers in all query vectors of scorers: multiplications for each row. */
export const queryFloats = (scorers: readonly CompiledScorer[]): number =>
  scorers.reduce((sum, scorer) => sum + scorer.positives.length + scorer.negatives.length, 0);

/** Blocks of vectors for the threads to claim: triples of segment, first place in it and count, in one record batch each. */
export function cutScoreBlocks(
  segments: readonly ScanSegment[],
  dims: number,
  scorers: readonly CompiledScorer[],
): Uint32Array<SharedArrayBuffer> {
  const floats = queryFloats(scorers);
  const least = floats * 4 > QUERY_BYTES ? LEAST_ROWS_OF_SEVERAL_PASSES : LEAST_ROWS;
  const affordable = Math.max(least, Math.floor(BLOCK_MULTIPLICATIONS / Math.max(1, floats)));
  const step = Math.min(blockRows(dims), affordable);
  const triples: number[] = [];
  segments.forEach(({ batches }, segment) => {
    let start = 0;
    for (const { rowCount } of batches) {
      for (let first = 0; first < rowCount; first += step)
        triples.push(segment, start + first, Math.min(step, rowCount - first));
      start += rowCount;
    }
  });
  return shared(triples);
}

/** Blocks of codes for the threads to claim: segment, block of its codes, first row in the block and count of each. */
export function cutCodeBlocks(
  segments: readonly ScanSegment[],
  scorers: readonly CompiledScorer[],
): Uint32Array<SharedArrayBuffer> {
  const affordable = Math.max(LEAST_ROWS_OF_SEVERAL_PASSES, Math.floor(BLOCK_MULTIPLICATIONS / queryFloats(scorers)));
  const quads: number[] = [];
  segments.forEach(({ rows, codes }, segment) => {
    for (let block = 0; block < codes.blockChecks.length; block++) {
      const count = Math.min(codes.blockRows, rows.length - block * codes.blockRows);
      for (let first = 0; first < count; first += affordable)
        quads.push(segment, block, first, Math.min(affordable, count - first));
    }
  });
  return shared(quads);
}

function shared(values: number[]): Uint32Array<SharedArrayBuffer> {
  const copy = new Uint32Array(new SharedArrayBuffer(values.length * 4));
  copy.set(values);
  return copy;
}
