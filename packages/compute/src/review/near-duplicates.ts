import { scoreVectors } from "../score-vectors.ts";

/** Cosine from which two rows count as one. */
export const NEAR_DUPLICATE = 0.999;

export interface NearDuplicate {
  /** Place among the others. */
  other: number;
  similarity: number;
}

/** Those of some unit vectors (`dims` float32 each) that nearly coincide with one, nearest first. One pass over them. */
export function nearDuplicates(vector: Float32Array, others: Float32Array, dims: number): NearDuplicate[] {
  const likeness = scoreVectors(others, dims, {
    dims,
    positives: vector,
    negatives: new Float32Array(0),
    negativeWeight: 0,
  });
  const found: NearDuplicate[] = [];
  for (const [other, score] of likeness.entries()) {
    const similarity = Math.min(1, 2 * score - 1);
    if (similarity >= NEAR_DUPLICATE) found.push({ other, similarity });
  }
  return found.sort((a, b) => b.similarity - a.similarity || a.other - b.other);
}
