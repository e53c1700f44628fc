import { createKernelMemory } from "./kernels/kernels.ts";
import { blockRows, ENGINE_BYTES, ScoreEngine } from "./kernels/score-engine.ts";
import { planScores } from "./kernels/score-plan.ts";
import type { CompiledScorer } from "./scorer.ts";

let engine: ScoreEngine | undefined;

/**
 * Scores of unit vectors (`n * dims` float32, row-major), on the calling thread; for batches of some thousands.
 * Bit for bit what a scan of the same vectors gives. Cost: n * dims * (positives + negatives) multiplications.
 */
export function scoreVectors(vectors: Float32Array, dims: number, scorer: CompiledScorer): Float32Array<ArrayBuffer> {
  if (scorer.dims !== dims) throw new RangeError(`The scorer has ${scorer.dims} dims, the vectors ${dims}.`);
  if (vectors.length % dims !== 0)
    throw new RangeError(`${vectors.length} values are not whole vectors of ${dims} dims.`);
  engine ??= new ScoreEngine(createKernelMemory(ENGINE_BYTES), 0);
  const { block, blockAddress, positions, scores } = engine;
  const plan = planScores([scorer]);
  const rowCount = vectors.length / dims;
  const result = new Float32Array(rowCount);
  const rows = new Float32Array(block.buffer, block.byteOffset, block.byteLength / 4);
  const step = blockRows(dims);
  for (let first = 0; first < rowCount; first += step) {
    const count = Math.min(step, rowCount - first);
    rows.set(vectors.subarray(first * dims, (first + count) * dims));
    for (let i = 0; i < count; i++) positions[i] = i;
    engine.run(plan, blockAddress, count, (_, start, end) => result.set(scores.subarray(start, end), first + start));
  }
  return result;
}
