/** The best rows: scores falling, ties in order of ordinal. */
export interface Ranked {
  ordinals: Uint32Array<ArrayBuffer>;
  scores: Float32Array<ArrayBuffer>;
}

const LEAST_CAPACITY = 4096;

/**
 * Collects the k best of a stream of scores >= 0, exactly. A candidate is one uint64, score bits above the inverted
 * ordinal, so that sorting numbers sorts by score and then by ordinal; candidates below the k-th best so far are
 * dropped as they come. Memory: 16 bytes * max(k, 2048). Assumes a little-endian machine, as WebAssembly memory does.
 */
export class TopCollector {
  readonly #k: number;
  readonly #keys: BigUint64Array<ArrayBuffer>;
  readonly #scores: Float32Array;
  readonly #ordinals: Uint32Array;
  #size = 0;
  #floor = -1;
  #floorOrdinal = 0;
  #settledSize = 0;

  constructor(k: number) {
    this.#k = k;
    this.#keys = new BigUint64Array(k === 0 ? 0 : Math.max(2 * k, LEAST_CAPACITY));
    this.#scores = new Float32Array(this.#keys.buffer);
    this.#ordinals = new Uint32Array(this.#keys.buffer);
    if (k === 0) this.#floor = Infinity;
  }

  push(ordinal: number, score: number): void {
    if (score < this.#floor || (score === this.#floor && ordinal > this.#floorOrdinal)) return;
    if (this.#size === this.#keys.length) this.#prune();
    this.#ordinals[2 * this.#size] = ~ordinal;
    this.#scores[2 * this.#size + 1] = score;
    this.#size++;
  }

  /**
   * A score that the k-th best of what was pushed reaches at least, -1 while there are fewer. It follows the pushes with
   * a delay, which keeps it cheap: call it as often as once for some hundred pushes.
   */
  floor(): number {
    if (this.#size >= this.#k && this.#size - this.#settledSize >= Math.max(128, this.#k >> 1)) this.#prune();
    return this.#floor;
  }

  /** The k best of what was pushed, or fewer. */
  result(): Ranked {
    this.#prune();
    const ordinals = new Uint32Array(this.#size);
    const scores = new Float32Array(this.#size);
    for (let i = 0, j = this.#size - 1; j >= 0; i++, j--) {
      ordinals[i] = ~(this.#ordinals[2 * j] as number);
      scores[i] = this.#scores[2 * j + 1] as number;
    }
    return { ordinals, scores };
  }

  #prune(): void {
    this.#keys.subarray(0, this.#size).sort();
    if (this.#size < this.#k || this.#k === 0) return;
    this.#keys.copyWithin(0, this.#size - this.#k, this.#size);
    this.#size = this.#k;
    this.#settledSize = this.#k;
    this.#floor = this.#scores[1] as number;
    this.#floorOrdinal = ~(this.#ordinals[0] as number) >>> 0;
  }
}

/** The k best of several rankings of distinct rows. Cost: k * lists. */
export function mergeRanked(lists: readonly Ranked[], k: number): Ranked {
  const size = Math.min(
    k,
    lists.reduce((sum, list) => sum + list.ordinals.length, 0),
  );
  const ordinals = new Uint32Array(size);
  const scores = new Float32Array(size);
  const next = lists.map(() => 0);
  for (let n = 0; n < size; n++) {
    let best = -1;
    let bestScore = -1;
    let bestOrdinal = 0;
    for (let list = 0; list < lists.length; list++) {
      const at = next[list] as number;
      const { ordinals: listOrdinals, scores: listScores } = lists[list] as Ranked;
      if (at >= listOrdinals.length) continue;
      const score = listScores[at] as number;
      const ordinal = listOrdinals[at] as number;
      if (score > bestScore || (score === bestScore && ordinal < bestOrdinal)) {
        best = list;
        bestScore = score;
        bestOrdinal = ordinal;
      }
    }
    next[best] = (next[best] as number) + 1;
    ordinals[n] = bestOrdinal;
    scores[n] = bestScore;
  }
  return { ordinals, scores };
}
