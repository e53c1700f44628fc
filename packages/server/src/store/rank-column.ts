import { hasBit, setBit } from "@pomona/compute/bitset";
import { inTurns } from "../config/give-turn.ts";
import type { Bitset } from "./vector-store.ts";

/**
 * Ordinals ordered by their score, ties by ordinal, those without a score (NaN) last in both directions; stable. A radix
 * sort (least significant digit first, 11 bits a pass): linear, about 30 ms for a million, in turns. `ordinals` must be
 * rising.
 */
export async function rankByScore(
  ordinals: Uint32Array,
  scores: Float32Array,
  isDescending: boolean,
): Promise<Uint32Array<ArrayBuffer>> {
  let from = new Uint32Array(ordinals);
  let keys = new Uint32Array(ordinals.length);
  const keyOf = sortKey(scores, isDescending);
  await inTurns(keys.length, (start, end) => {
    for (let i = start; i < end; i++) keys[i] = keyOf(from[i] as number);
  });
  for (const shift of [0, 11, 22]) {
    const starts = new Uint32Array(2049);
    await inTurns(keys.length, (start, end) => {
      for (let i = start; i < end; i++) {
        const digit = (((keys[i] as number) >>> shift) & 2047) + 1;
        starts[digit] = (starts[digit] as number) + 1;
      }
    });
    for (let digit = 1; digit <= 2048; digit++)
      starts[digit] = (starts[digit] as number) + (starts[digit - 1] as number);
    const to = new Uint32Array(from.length);
    const toKeys = new Uint32Array(from.length);
    await inTurns(keys.length, (start, end) => {
      for (let i = start; i < end; i++) {
        const key = keys[i] as number;
        const digit = (key >>> shift) & 2047;
        const place = starts[digit] as number;
        starts[digit] = place + 1;
        to[place] = from[i] as number;
        toKeys[place] = key;
      }
    });
    from = to;
    keys = toKeys;
  }
  return from;
}

/** One page of the order that `rankByScore` gives. */
export interface RankedPage {
  isDescending: boolean;
  limit: number;
  /** The page begins behind this place, also when its row is gone; `score` NaN for none. */
  after: RankedPlace | null;
  /** Rows behind that place that are passed over; 0 by default. */
  skip?: number;
}

/** A place in an order by score. */
export interface RankedPlace {
  score: number;
  ordinal: number;
}

/**
 * The ordinals of a page of a bitset's rows ordered by their score, without ordering the others: counts the upper halves
 * of the sort keys, then orders only what may be on the page, wherever it begins. About 10 ms for a million rows, in turns.
 */
export async function rankedPage(bits: Bitset, scores: Float32Array, page: RankedPage): Promise<Uint32Array> {
  const keyOf = sortKey(scores, page.isDescending);
  const markKey = page.after ? keyOfScore(page.after.score, page.isDescending) : -1;
  const markOrdinal = page.after?.ordinal ?? -1;
  /** Calls back with the ordinal and the key of each row behind the mark, rising by ordinal. */
  const eachBehind = (use: (ordinal: number, key: number) => void): Promise<void> =>
    inTurns(bits.length * 8, (start, end) => {
      for (let ordinal = start; ordinal < end; ordinal++) {
        if (!hasBit(bits, ordinal)) continue;
        const key = keyOf(ordinal);
        if (key > markKey || (key === markKey && ordinal > markOrdinal)) use(ordinal, key);
      }
    });
  const counts = new Uint32Array(1 << 16);
  await eachBehind((_, key) => {
    counts[key >>> 16] = (counts[key >>> 16] as number) + 1;
  });
  let skip = page.skip ?? 0;
  let first = 0;
  while (first < 0xffff && (counts[first] as number) <= skip) skip -= counts[first++] as number;
  let last = first;
  let candidateCount = counts[first] as number;
  while (candidateCount < skip + page.limit && last < 0xffff) candidateCount += counts[++last] as number;
  const candidates = new Uint32Array(candidateCount);
  let n = 0;
  await eachBehind((ordinal, key) => {
    const bucket = key >>> 16;
    if (bucket >= first && bucket <= last) candidates[n++] = ordinal;
  });
  return (await rankByScore(candidates, scores, page.isDescending)).subarray(skip, skip + page.limit);
}

/** How many of a bitset's rows come before a place in the order by score. About 5 ms for a million rows, in turns. */
export async function countAhead(
  bits: Bitset,
  scores: Float32Array,
  { isDescending, place }: { isDescending: boolean; place: RankedPlace },
): Promise<number> {
  const keyOf = sortKey(scores, isDescending);
  const placeKey = keyOfScore(place.score, isDescending);
  let count = 0;
  await inTurns(bits.length * 8, (start, end) => {
    for (let ordinal = start; ordinal < end; ordinal++) {
      if (!hasBit(bits, ordinal)) continue;
      const key = keyOf(ordinal);
      if (key < placeKey || (key === placeKey && ordinal < place.ordinal)) count++;
    }
  });
  return count;
}

/** The rows of a bitset behind the row `ordinal` in the order that `rankByScore` gives. About 5 ms for a million, in turns. */
export async function rankedBehind(
  bits: Bitset,
  scores: Float32Array,
  { isDescending, ordinal: mark }: { isDescending: boolean; ordinal: number },
): Promise<Bitset> {
  const keyOf = sortKey(scores, isDescending);
  const markKey = keyOf(mark);
  const behind = new Uint8Array(bits.length);
  await inTurns(bits.length * 8, (start, end) => {
    for (let ordinal = start; ordinal < end; ordinal++) {
      if (!hasBit(bits, ordinal)) continue;
      const key = keyOf(ordinal);
      if (key > markKey || (key === markKey && ordinal > mark)) setBit(behind, ordinal);
    }
  });
  return behind;
}

const NO_SCORE = 0xffffffff;

/** Unsigned integers in the order of the scores, by ordinal; rows beyond the column have no score. */
function sortKey(scores: Float32Array, isDescending: boolean): (ordinal: number) => number {
  // Adding 0 makes -0 and 0 equal.
  const float = new Float32Array(1);
  const bits = new Uint32Array(float.buffer);
  return (ordinal) => {
    const score = ordinal < scores.length ? (scores[ordinal] as number) : Number.NaN;
    if (Number.isNaN(score)) return NO_SCORE;
    float[0] = score + 0;
    const raw = bits[0] as number;
    // IEEE 754 bits with the sign flipped, all bits of negatives flipped.
    const rising = raw & 0x80000000 ? ~raw : raw | 0x80000000;
    return (isDescending ? ~rising : rising) >>> 0;
  };
}

const keyOfScore = (score: number, isDescending: boolean): number => sortKey(Float32Array.of(score), isDescending)(0);
