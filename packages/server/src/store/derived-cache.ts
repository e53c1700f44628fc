/**
 * What was worked out of one state of the catalog, bounded in bytes; the least recently used goes first. It holds only
 * the newest generation: an older one finds and leaves nothing.
 */
export class DerivedCache {
  readonly #entries = new Map<string, { value: unknown; bytes: number }>();
  readonly #limitBytes: number;
  #generation = -1;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** The value of a key; worked out where it is not there. `generation` null: of no known state, so not kept. Not to be changed. */
  async get<T>(
    generation: number | null,
    key: string,
    make: () => Promise<T>,
    bytesOf: (value: T) => number,
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
    if (this.#generation === generation) this.#add(key, value, bytesOf(value) + 2 * key.length);
    return value;
  }

  #moveTo(generation: number): void {
    if (generation <= this.#generation) return;
    this.#entries.clear();
    this.#bytes = 0;
    this.#generation = generation;
  }

  #add(key: string, value: unknown, bytes: number): void {
    this.#bytes += bytes - (this.#entries.get(key)?.bytes ?? 0);
    this.#entries.delete(key);
    this.#entries.set(key, { value, bytes });
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#limitBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= entry.bytes;
    }
  }
}
