import type { Database } from "./database.ts";
import { nextOrdinal } from "./row-table.ts";
import { listSegments, readOwners } from "./segment-table.ts";
import type { Owners, ScanTarget, Segment } from "./vector-store.ts";

interface SpaceState {
  segments: Segment[];
  owners: Int32Array<ArrayBuffer>;
  /** Copy given to scans; made anew after a change, so that a running scan sees one consistent state. */
  snapshot: Owners | null;
}

const MIN_CAPACITY = 1024;

/**
 * Which segment holds the live vector of each row, for every space, in memory. The database is the truth; this is
 * changed, in one step with the list of segments, right after each commit.
 */
export class LiveVectors {
  readonly #spaces = new Map<number, SpaceState>();
  #ordinals = 0;

  /** Reads the state of all spaces. Cost: one scan of `embeddings`. */
  static async load(database: Database): Promise<LiveVectors> {
    const live = new LiveVectors();
    live.cover(await nextOrdinal(database));
    for (const { id } of await database.all<{ id: number }>("SELECT id FROM spaces")) {
      const state = live.#state(id);
      state.segments = await listSegments(database, id);
      const { rows, segments } = await database.read((sql) => readOwners(sql, id));
      for (let i = 0; i < rows.length; i++) state.owners[rows[i] as number] = segments[i] as number;
    }
    return live;
  }

  /** Every row's ordinal is below it. */
  get ordinalCount(): number {
    return this.#ordinals;
  }

  /** Makes room for ordinals below `count`. */
  cover(count: number): void {
    this.#ordinals = Math.max(this.#ordinals, count);
  }

  /** What a scan of the space reads now. It does not change while the scan runs. */
  target(space: number, dims: number): ScanTarget {
    const state = this.#state(space);
    if (!state.snapshot || state.snapshot.length < this.#ordinals) {
      state.snapshot = new Int32Array(
        new SharedArrayBuffer(Math.max(1, this.#ordinals) * Int32Array.BYTES_PER_ELEMENT),
      );
      state.snapshot.set(state.owners.subarray(0, this.#ordinals));
    }
    return { space, dims, segments: state.segments, owners: state.snapshot };
  }

  /** Has the row a vector in the space now? */
  has(space: number, ordinal: number): boolean {
    return (this.#spaces.get(space)?.owners[ordinal] ?? 0) !== 0;
  }

  /** A segment was committed that holds the live vectors of these rows; `instead` are segments it takes the place of. */
  add(space: number, segment: Segment, rows: ArrayLike<number>, instead: readonly number[] = []): void {
    const state = this.#state(space);
    state.segments = [...state.segments.filter((known) => !instead.includes(known.id)), segment];
    for (let i = 0; i < rows.length; i++) state.owners[rows[i] as number] = segment.id;
    state.snapshot = null;
  }

  /** Segments without a live vector were removed. */
  removeSegments(space: number, ids: readonly number[]): void {
    const state = this.#state(space);
    state.segments = state.segments.filter((known) => !ids.includes(known.id));
    state.snapshot = null;
  }

  /** A segment was taken out of a space, and with it the vectors of these rows. */
  drop(space: number, segment: number, rows: ArrayLike<number>): void {
    const state = this.#state(space);
    for (let i = 0; i < rows.length; i++) state.owners[rows[i] as number] = 0;
    this.removeSegments(space, [segment]);
  }

  /** These rows are gone from every space. */
  clear(rows: ArrayLike<number>): void {
    if (rows.length === 0) return;
    for (const state of this.#spaces.values()) {
      for (let i = 0; i < rows.length; i++) state.owners[rows[i] as number] = 0;
      state.snapshot = null;
    }
  }

  dropSpace(space: number): void {
    this.#spaces.delete(space);
  }

  #state(space: number): SpaceState {
    let state = this.#spaces.get(space);
    if (!state) {
      state = { segments: [], owners: new Int32Array(Math.max(MIN_CAPACITY, this.#ordinals)), snapshot: null };
      this.#spaces.set(space, state);
    }
    if (state.owners.length < this.#ordinals) {
      const grown = new Int32Array(Math.max(this.#ordinals, state.owners.length * 2));
      grown.set(state.owners);
      state.owners = grown;
    }
    return state;
  }
}
