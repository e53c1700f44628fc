import { giveTurn } from "../config/give-turn.ts";
import type { Database } from "./database.ts";
import { IN_ORDINALS, nextOrdinal, ordinalList } from "./row-table.ts";
import { int } from "./sql-values.ts";

/** Ordinals of a chunk: read and packed in some 10 ms. */
const CHUNK_ROWS = 16_384;
const SLOTS = 2 * CHUNK_ROWS;
/** What the keys in memory may take. Beyond it, keys are read from the database. */
const MOST_BYTES = 96 << 20;
/** New rows that are worth packing. */
const FEW_ROWS = 4096;
/** Rows whose keys are read from the database at once: reading them takes this thread some 10 ms. */
const READ_ROWS = 10_000;

/** Keys of the ordinals `first` to `first + count - 1`, one behind the other. A row that is gone, or not there yet, has none. */
interface Chunk {
  first: number;
  count: number;
  bytes: Buffer;
  /** count + 1 offsets. */
  ends: Uint32Array;
  /** Open addressing by hash: place in the chunk + 1, 0 for an empty slot. */
  slots: Uint16Array;
}

/**
 * Which row has which key, in memory: looking a hundred up in the database takes 15 to 30 ms at a million rows, as most
 * of a search. The key of an ordinal never changes, so nothing here goes stale: a row that is gone is looked up no more.
 * Filled in the background from `start`, or the first search, on; newest rows last.
 */
export class RowKeys {
  readonly #database: Pick<Database, "read" | "one">;
  readonly #chunks: Chunk[] = [];
  readonly #mostBytes: number;
  #bytes = 0;
  #filling: Promise<void> | null = null;
  #isStopped = false;

  constructor(database: Pick<Database, "read" | "one">, options: { mostBytes?: number } = {}) {
    this.#database = database;
    this.#mostBytes = options.mostBytes ?? MOST_BYTES;
  }

  /** Keys by ordinal; those of rows that are gone may be left out. */
  async keysOf(ordinals: ArrayLike<number>): Promise<Map<number, string>> {
    this.#fill();
    const keys = new Map<number, string>();
    const unknown: number[] = [];
    for (let i = 0; i < ordinals.length; i++) {
      const ordinal = ordinals[i] as number;
      const key = this.#keyOf(ordinal);
      if (key === undefined) unknown.push(ordinal);
      else keys.set(ordinal, key);
      if ((i & 1023) === 1023) await giveTurn();
    }
    for (let start = 0; start < unknown.length; start += READ_ROWS) {
      const page = ordinalList(unknown.slice(start, start + READ_ROWS));
      const [rows = [], names = []] = await this.#database.read((sql) =>
        sql.columns(`SELECT row, key FROM rows WHERE row ${IN_ORDINALS}`, [page]),
      );
      for (let i = 0; i < rows.length; i++) keys.set(int(rows[i]), names[i] as string);
      await giveTurn();
    }
    return keys;
  }

  /** The ordinal of a key among the rows that `isLive`, where it is in memory; undefined otherwise. */
  ordinalOf(key: string, isLive: (ordinal: number) => boolean): number | undefined {
    this.#fill();
    const wanted = Buffer.from(key);
    const hash = hashOf(wanted, 0, wanted.length);
    for (const { first, bytes, ends, slots } of this.#chunks) {
      for (let slot = hash % SLOTS; slots[slot] !== 0; slot = (slot + 1) % SLOTS) {
        const place = (slots[slot] as number) - 1;
        const isSame = bytes.compare(wanted, 0, wanted.length, ends[place], ends[place + 1]) === 0;
        if (isSame && isLive(first + place)) return first + place;
      }
    }
    return undefined;
  }

  /** Begins to fill, so that the first searches need not. */
  start(): void {
    this.#fill();
  }

  /** Resolves when no chunk is being read. */
  whenFilled(): Promise<void> {
    return this.#filling ?? Promise.resolve();
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    await this.#filling;
  }

  #keyOf(ordinal: number): string | undefined {
    const chunk = this.#chunks[Math.floor(ordinal / CHUNK_ROWS)];
    if (!chunk) return undefined;
    const place = ordinal - chunk.first;
    const [start, end] = [chunk.ends[place] as number, chunk.ends[place + 1] as number];
    return place < chunk.count && end > start ? chunk.bytes.toString("utf8", start, end) : undefined;
  }

  /** Reads what is missing, in the background. A failure leaves what there is; the next search tries again. */
  #fill(): void {
    if (this.#filling || this.#isStopped) return;
    this.#filling = this.#readMissing()
      .catch(() => undefined)
      .finally(() => {
        this.#filling = null;
      });
  }

  async #readMissing(): Promise<void> {
    const ordinals = await nextOrdinal(this.#database);
    while (!this.#isStopped && this.#bytes < this.#mostBytes) {
      const last = this.#chunks.at(-1);
      const isLastFull = last === undefined || last.count === CHUNK_ROWS;
      const first = isLastFull ? this.#chunks.length * CHUNK_ROWS : last.first;
      const covered = isLastFull ? first : first + last.count;
      if (ordinals - covered < (covered === 0 ? 1 : FEW_ROWS)) return;
      const chunk = await this.#readChunk(first, Math.min(CHUNK_ROWS, ordinals - first));
      if (!isLastFull) this.#bytes -= sizeOf(this.#chunks.pop() as Chunk);
      this.#chunks.push(chunk);
      this.#bytes += sizeOf(chunk);
    }
  }

  async #readChunk(first: number, count: number): Promise<Chunk> {
    const [rows = [], keys = []] = await this.#database.read((sql) =>
      sql.columns("SELECT row, key FROM rows WHERE row BETWEEN ? AND ? ORDER BY row", [first, first + count - 1]),
    );
    const names = keys as string[];
    const bytes = Buffer.from(names.join(""));
    const ends = new Uint32Array(count + 1);
    const slots = new Uint16Array(SLOTS);
    let end = 0;
    let at = 0;
    for (let place = 0; place < count; place++) {
      if (rows[at] === first + place) {
        const start = end;
        end += Buffer.byteLength(names[at] as string);
        let slot = hashOf(bytes, start, end) % SLOTS;
        while (slots[slot] !== 0) slot = (slot + 1) % SLOTS;
        slots[slot] = place + 1;
        at++;
      }
      ends[place + 1] = end;
    }
    await giveTurn();
    return { first, count, bytes, ends, slots };
  }
}

const sizeOf = ({ bytes, ends, slots }: Chunk): number => bytes.length + ends.byteLength + slots.byteLength;

/** FNV-1a of some bytes, as an unsigned 32-bit number (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash >>> 0;
}
