import { NEAR_DUPLICATE } from "@pomona/compute/review/near-duplicates";
import type { ScoringFunction } from "@pomona/contract/functions";
import { giveTurn } from "../../config/give-turn.ts";
import type { FunctionVersion, StoredAnchor } from "../../store/function-table.ts";
import { anchorName } from "../reviews/draft-anchors.ts";

/** Of unit vectors whose cosine is just `NEAR_DUPLICATE`. */
const MOST_SQUARED_DISTANCE = 2 * (1 - NEAR_DUPLICATE);
const NEGATIVES_PER_TURN = 500;

/**
 * Each negative of a version whose vector nearly coincides with that of a positive, with the positive that is most like it.
 * Cost: a few numbers of each pair, as those of unlike vectors are apart soon; some 0.1 s for 10,000 anchors, in turns.
 */
export async function contradictions({
  anchors,
  vectors,
}: Pick<FunctionVersion, "anchors" | "vectors">): Promise<ScoringFunction["contradictions"]> {
  const dims = anchors.length === 0 ? 0 : vectors.length / anchors.length;
  const places = (sign: StoredAnchor["sign"]) =>
    [...anchors.keys()].filter((place) => (anchors[place] as StoredAnchor).sign === sign);
  const positives = places("+");
  const found: ScoringFunction["contradictions"] = [];
  for (const [i, negative] of places("-").entries()) {
    if (i % NEGATIVES_PER_TURN === NEGATIVES_PER_TURN - 1) await giveTurn();
    let nearest = MOST_SQUARED_DISTANCE;
    let twin: number | null = null;
    for (const positive of positives) {
      const distance = squaredDistance(vectors, positive * dims, { from: negative * dims, dims, most: nearest });
      if (distance > nearest || (twin !== null && distance === nearest)) continue;
      nearest = distance;
      twin = positive;
    }
    if (twin !== null)
      found.push({
        positive: anchorName(anchors[twin] as StoredAnchor),
        negative: anchorName(anchors[negative] as StoredAnchor),
        similarity: 1 - nearest / 2,
      });
  }
  return found;
}

/** Anything above `most` where it is above it. */
function squaredDistance(
  vectors: Float32Array,
  at: number,
  { from, dims, most }: { from: number; dims: number; most: number },
): number {
  let sum = 0;
  for (let i = 0; i < dims && sum <= most; i++) {
    const difference = (vectors[at + i] as number) - (vectors[from + i] as number);
    sum += difference * difference;
  }
  return sum;
}
