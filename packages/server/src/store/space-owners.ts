import type { Owners } from "./vector-store.ts";

/** Which segment holds the live vector of each row of one space; see `Owners`. */
export class SpaceOwners {
  #owners: Owners;
  #count = 0;

  /** Room for ordinals 0..capacity-1, all without a vector. */
  constructor(capacity = 0) {
    this.#owners = allocate(capacity);
  }

  /** The column as it is now. Later `set` and `clear` show in it until `grow` replaces it. */
  get column(): Owners {
    return this.#owners;
  }

  /** Rows that have a live vector. */
  get count(): number {
    return this.#count;
  }

  /**
   * Makes room for ordinals 0..length-1, at least doubling. Scans that began before keep the former column, so a row
   * that is replaced while they run is still theirs to score.
   */
  grow(length: number): void {
    if (length <= this.#owners.length) return;
    const grown = allocate(Math.max(length, this.#owners.length * 2));
    grown.set(this.#owners);
    this.#owners = grown;
  }

  /** Says that the live vectors of `rows` are in a segment (id > 0). Grows as needed. */
  set(rows: ArrayLike<number>, segment: number): void {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if (row >= this.#owners.length) this.grow(row + 1);
      if (this.#owners[row] === 0) this.#count++;
      this.#owners[row] = segment;
    }
  }

  /** Says that `rows` have no vector any more. */
  clear(rows: ArrayLike<number>): void {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      if ((this.#owners[row] ?? 0) === 0) continue;
      this.#owners[row] = 0;
      this.#count--;
    }
  }
}

export const createOwners = (capacity = 0): SpaceOwners => new SpaceOwners(capacity);

const allocate = (length: number): Owners => new Int32Array(new SharedArrayBuffer(length * 4));
