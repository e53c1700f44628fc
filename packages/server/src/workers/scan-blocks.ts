import { blockRows } from "@pomona/compute/kernels/score-engine";
import { QUERY_BYTES } from "@pomona/compute/kernels/score-plan";
import type { CompiledScorer } from "@pomona/compute/scorer";
import type { ScanPiece } from "./scan-task.ts";

/** Multiplications of a block: some milliseconds, after which a more urgent task may go first. */
const BLOCK_MULTIPLICATIONS = 32e6;
/** Fewer rows would spend the time on putting the query vectors in place. */
const LEAST_ROWS = 16;
const LEAST_ROWS_OF_SEVERAL_PASSES = 256;

/** How a scan is cut: blocks for the threads to claim, and what all of it costs. */
export interface ScanBlocks {
  /** Triples: piece, first vector in it, vector count. */
  blocks: Uint32Array<SharedArrayBuffer>;
  blockCount: number;
  rowCount: number;
  multiplications: number;
}

export function cutBlocks(pieces: readonly ScanPiece[], dims: number, scorers: readonly CompiledScorer[]): ScanBlocks {
  const queryFloats = scorers.reduce((sum, scorer) => sum + scorer.positives.length + scorer.negatives.length, 0);
  const least = queryFloats * 4 > QUERY_BYTES ? LEAST_ROWS_OF_SEVERAL_PASSES : LEAST_ROWS;
  const affordable = Math.max(least, Math.floor(BLOCK_MULTIPLICATIONS / Math.max(1, queryFloats)));
  const step = Math.min(blockRows(dims), affordable);
  const blockCount = pieces.reduce((sum, { rows }) => sum + Math.ceil(rows.length / step), 0);
  const rowCount = pieces.reduce((sum, { rows }) => sum + rows.length, 0);
  const blocks = new Uint32Array(new SharedArrayBuffer(blockCount * 12));
  let at = 0;
  for (const [piece, { rows }] of pieces.entries()) {
    for (let first = 0; first < rows.length; first += step) {
      blocks.set([piece, first, Math.min(step, rows.length - first)], at);
      at += 3;
    }
  }
  return { blocks, blockCount, rowCount, multiplications: rowCount * queryFloats };
}
