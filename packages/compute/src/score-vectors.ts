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
  return scoreColumns(vectors, dims, [scorer])[0] as Float32Array<ArrayBuffer>;
}

/** Scores of the same vectors by many scorers, one column each, in one pass over them; each as `scoreVectors` gives it. */
export function scoreColumns(
  vectors: Float32Array,
  dims: number,
  scorers: readonly CompiledScorer[],
): Float32Array<ArrayBuffer>[] {
  for (const scorer of scorers)
    if (scorer.dims !== dims) throw new RangeError(`The scorer has ${scorer.dims} dims, the vectors ${dims}.`);
  if (vectors.length % dims !== 0)
    throw new RangeError(`${vectors.length} values are not whole vectors of ${dims} dims.`);
  const rowCount = vectors.length / dims;
  const columns = scorers.map(() => new Float32Array(rowCount));
  if (scorers.length === 0) return columns;
  engine ??= new ScoreEngine(createKernelMemory(ENGINE_BYTES), 0);
  const { block, blockAddress, positions, scores } = engine;
  const plan = planScores(scorers);
  const rows = new Float32Array(block.buffer, block.byteOffset, block.byteLength / 4);
  const step = blockRows(dims);
  for (let first = 0; first < rowCount; first += step) {
    const count = Math.min(step, rowCount - first);
    rows.set(vectors.subarray(first * dims, (first + count) * dims));
    for (let i = 0; i < count; i++) positions[i] = i;
    engine.run(plan, blockAddress, count, (scorer, start, end) =>
      columns[scorer]?.set(scores.subarray(start, end), first + start),
    );
  }
  return columns;
}
