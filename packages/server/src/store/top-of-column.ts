import { hasBit } from "@pomona/compute/bitset";
import { TopCollector } from "@pomona/compute/top-k";
import { inTurns } from "../config/give-turn.ts";
import type { Bitset, TopK } from "./vector-store.ts";

/** The k best of a score column (NaN: no score) under a mask, all rows when undefined. About 10 ms for a million, in turns. */
export async function topOfColumn(scores: Float32Array, k: number, mask: Bitset | undefined): Promise<TopK> {
  const best = new TopCollector(k);
  let ranked = 0;
  await inTurns(scores.length, (start, end) => {
    for (let row = start; row < end; row++) {
      const score = scores[row] as number;
      if (Number.isNaN(score) || (mask && !hasBit(mask, row))) continue;
      ranked++;
      best.push(row, score);
    }
  });
  return { ...best.result(), ranked, scored: ranked };
}
