import { createBitset, hasBit, setBit } from "@pomona/compute/bitset";

/** Counts rows once, however many automations look at them and however often. A bit for each ordinal up to the highest. */
export class SeenRows {
  #bits = createBitset(0);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(ordinals: Iterable<number>): void {
    for (const row of ordinals) {
      if (hasBit(this.#bits, row)) continue;
      this.#makeRoom(row);
      setBit(this.#bits, row);
      this.#count++;
    }
  }

  #makeRoom(row: number): void {
    if (row >>> 3 < this.#bits.length) return;
    const larger = createBitset(2 * (row + 1));
    larger.set(this.#bits);
    this.#bits = larger;
  }
}
