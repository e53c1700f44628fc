/** Which rows had their turn: one bit for each row of the catalog, whatever is imported. */
export class TakenRows {
  #bits = new Uint8Array(1024);

  /** True the first time that a row, by its ordinal, is taken. */
  take(row: number): boolean {
    const at = row >> 3;
    if (at >= this.#bits.length) {
      const grown = new Uint8Array(2 * (at + 1));
      grown.set(this.#bits);
      this.#bits = grown;
    }
    const bit = 1 << (row & 7);
    const before = this.#bits[at] as number;
    this.#bits[at] = before | bit;
    return (before & bit) === 0;
  }
}
