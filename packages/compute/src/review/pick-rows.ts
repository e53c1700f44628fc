import { scoreVectors } from "../score-vectors.ts";
import { logOdds } from "../statistics/log-odds.ts";
import { type AskCounts, askCounts, type Known } from "./ask-shares.ts";
import { NEAR_DUPLICATE } from "./near-duplicates.ts";

/** Rows that may be picked, their scores and unit vectors (`dims` float32 each), in the same order. */
export interface Candidates {
  dims: number;
  rows: Uint32Array;
  scores: Float32Array;
  vectors: Float32Array;
  /** Equal for rows of the same content: at most one of them is picked. */
  contents: Int32Array;
}

export type PickReason = "likely" | "near-threshold" | "uncertain" | "diverse";
export interface Picked {
  row: number;
  score: number;
  reason: PickReason;
}

export interface PickOptions extends Known {
  count: number;
  threshold: number;
  /** Unit vectors of anchors and answers: what is far from them teaches more. */
  answered: Float32Array;
  /** Contents that must not be picked. */
  taken?: Iterable<number>;
}

/** Candidates that are worth a reason: so many times the rows that are picked for it, those far from what is known first. */
const CHOICE = 3;
/** Of the diverse ones, as they are to differ. */
const WIDE_CHOICE = 20;
/** Vectors that candidates are compared with, the last ones. */
const MOST_ANSWERED = 1000;

/** Candidates that are compared before others get a turn: some milliseconds of work. */
const TURN_ROWS = 128;

/**
 * Rows whose answer teaches most, by reason: of those that fit the reason best, greedily the farthest from answers, anchors and
 * rows picked before (k-center, Gonzalez 1985). Deterministic; ties go to the row that stands first. A row whose vector
 * nearly coincides with that of one picked is left out. Cost: candidates * (answered + count) * dims multiplications, with a turn for
 * others every few milliseconds.
 */
export async function pickRows(
  candidates: Candidates,
  options: PickOptions,
  giveTurn: () => Promise<void> | undefined = () => undefined,
): Promise<Picked[]> {
  const counts = askCounts(options.count, options);
  const picker = new Picker(candidates, options, giveTurn);
  await picker.compare(options.answered);
  const { scores } = candidates;
  const line = logOdds(options.threshold);
  const qualities: [PickReason, keyof AskCounts, number, (score: number) => number][] = [
    ["likely", "likely", CHOICE, (score) => score],
    ["near-threshold", "nearThreshold", CHOICE, (score) => -Math.abs(logOdds(score) - line)],
    ["uncertain", "uncertain", CHOICE, (score) => entropy(score)],
    ["diverse", "diverse", WIDE_CHOICE, (score) => score],
  ];
  for (const [reason, key, choice, quality] of qualities)
    await picker.pick(reason, counts[key], choice, scores.map(quality));
  // Reasons that found too few leave their share to the best-scored rows.
  await picker.pick("likely", options.count - picker.picked.length, 1, scores);
  return picker.picked;
}

const entropy = (p: number): number => (p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p));

class Picker {
  readonly picked: Picked[] = [];
  readonly #candidates: Candidates;
  /** Greatest cosine of each candidate with anything answered or picked. */
  readonly #closest: Float32Array;
  /** Greatest cosine with what was picked. */
  readonly #closestPicked: Float32Array;
  readonly #taken: Set<number>;
  readonly #giveTurn: () => Promise<void> | undefined;

  constructor(candidates: Candidates, { taken }: PickOptions, giveTurn: () => Promise<void> | undefined) {
    this.#candidates = candidates;
    this.#closest = new Float32Array(candidates.rows.length).fill(-1);
    this.#closestPicked = this.#closest.slice();
    this.#taken = new Set(taken);
    this.#giveTurn = giveTurn;
  }

  /** Notes how close each candidate is to what was answered. */
  async compare(answered: Float32Array): Promise<void> {
    const { dims, vectors, rows } = this.#candidates;
    const positives = answered.subarray(Math.max(0, answered.length - MOST_ANSWERED * dims));
    if (positives.length === 0) return;
    const scorer = { dims, positives, negatives: new Float32Array(0), negativeWeight: 0 };
    for (let first = 0; first < rows.length; first += TURN_ROWS) {
      const some = vectors.subarray(first * dims, (first + TURN_ROWS) * dims);
      for (const [i, score] of scoreVectors(some, dims, scorer).entries()) this.#closest[first + i] = 2 * score - 1;
      await this.#giveTurn();
    }
  }

  async pick(reason: PickReason, count: number, choice: number, quality: Float32Array): Promise<void> {
    if (count <= 0) return;
    const free = Array.from(quality.keys()).filter((i) => this.#isFree(i));
    free.sort((a, b) => (quality[b] as number) - (quality[a] as number) || a - b);
    const pool = free.slice(0, count * choice);
    for (let taken = 0; taken < count; taken++) {
      let best = -1;
      for (const i of pool)
        if (this.#isFree(i) && (best < 0 || (this.#closest[i] as number) < (this.#closest[best] as number))) best = i;
      if (best < 0) return;
      this.#take(best, reason);
      await this.#giveTurn();
    }
  }

  #isFree(i: number): boolean {
    return (
      (this.#closestPicked[i] as number) < NEAR_DUPLICATE && !this.#taken.has(this.#candidates.contents[i] as number)
    );
  }

  #take(place: number, reason: PickReason): void {
    const { dims, vectors, rows, scores, contents } = this.#candidates;
    this.picked.push({ row: rows[place] as number, score: scores[place] as number, reason });
    this.#taken.add(contents[place] as number);
    const vector = vectors.subarray(place * dims, (place + 1) * dims);
    for (let i = 0; i < rows.length; i++) {
      let cosine = 0;
      for (let d = 0; d < dims; d++) cosine += (vector[d] as number) * (vectors[i * dims + d] as number);
      if (cosine > (this.#closest[i] as number)) this.#closest[i] = cosine;
      if (cosine > (this.#closestPicked[i] as number)) this.#closestPicked[i] = cosine;
    }
  }
}
