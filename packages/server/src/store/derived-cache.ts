interface Entry {
  value: unknown;
  bytes: number;
  /** State that it was worked out of. */
  generation: number;
  /** All that it depends on beside its key; null: anything in the catalog. */
  tables: readonly string[] | null;
}

/**
 * What was worked out of one state of the catalog, bounded in bytes; the least recently used goes first. It holds only what
 * is true of the newest generation: an older one finds and leaves nothing.
 */
export class DerivedCache {
  readonly #entries = new Map<string, Entry>();
  readonly #limitBytes: number;
  /** The generation that each table was changed in last. */
  readonly #changed = new Map<string, number>();
  #generation = -1;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** A table is another from a generation on. To be told before that generation can be seen. */
  change(table: string, generation: number): void {
    this.#changed.set(table, generation);
  }

  /**
   * The value of a key; worked out where it is not there. `generation` null: of no known state, so not kept. `tables`: the
   * value depends on its key and these tables alone, and is kept until one of them changes. Not to be changed.
   */
  async get<T>(
    generation: number | null,
    key: string,
    make: () => Promise<T>,
    bytesOf: (value: T) => number,
    tables: readonly string[] | null = null,
  ): Promise<T> {
    if (generation === null) return make();
    this.#moveTo(generation);
    const known = this.#generation === generation ? this.#entries.get(key) : undefined;
    if (known) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known.value as T;
    }
    const value = await make();
    if (this.#generation === generation)
      this.#add(key, { value, bytes: bytesOf(value) + 2 * key.length, generation, tables });
    return value;
  }

  #moveTo(generation: number): void {
    if (generation <= this.#generation) return;
    this.#generation = generation;
    for (const [key, entry] of this.#entries) if (!this.#isTrue(entry)) this.#remove(key, entry);
  }

  #isTrue({ tables, generation }: Entry): boolean {
    return tables?.every((table) => (this.#changed.get(table) ?? 0) <= generation) ?? false;
  }

  #add(key: string, entry: Entry): void {
    const before = this.#entries.get(key);
    if (before) this.#remove(key, before);
    this.#entries.set(key, entry);
    this.#bytes += entry.bytes;
    for (const [oldest, { bytes }] of this.#entries) {
      if (this.#bytes <= this.#limitBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= bytes;
    }
  }

  #remove(key: string, { bytes }: Entry): void {
    this.#entries.delete(key);
    this.#bytes -= bytes;
  }
}
