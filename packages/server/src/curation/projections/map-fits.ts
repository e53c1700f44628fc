import { voteClusters } from "@pomona/compute/clustering/vote-cluster";
import type { MapTasks } from "@pomona/compute/map-tasks";
import type { Parallel } from "@pomona/compute/parallel";
import { placeRows } from "@pomona/compute/projection/place-rows";
import type { Points } from "@pomona/compute/projection/points";
import { Problem } from "@pomona/contract/problems";
import { giveTurn } from "../../config/give-turn.ts";
import type { MapFiles } from "../../store/map-files.ts";
import { CLUSTER_LEVELS, type MapLines } from "../../store/map-tables.ts";
import { bytesOfFit, type StoredFit, unpackFit } from "./stored-fit.ts";

/** Places of rows on a map, without their ordinals. */
export type Places = Omit<MapLines, "rows" | "placed">;

/** Fits that were used last are kept up to this size, and the very last one always… */
const KEPT_BYTES = 256 << 20;
/** … until nothing was placed for so long; threads end then, too. */
const IDLE_MS = 60_000;

/** Rows whose clusters are voted before others may get a turn. */
const TURN_ROWS = 512;

interface Kept {
  fit: Promise<StoredFit>;
  bytes: number;
}

/** Places rows by the fits of complete maps, on threads of its own: no job that ends can stop it. */
export class MapFits {
  readonly #files: MapFiles;
  readonly #threads: Parallel<MapTasks> & { close(): Promise<void> };
  readonly #kept = new Map<string, Kept>();
  #placing = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: { files: MapFiles; threads: Parallel<MapTasks> & { close(): Promise<void> } }) {
    this.#files = options.files;
    this.#threads = options.threads;
  }

  /**
   * Where vectors of the space (unit length) lie on a map; each by itself, whatever is placed with it. Problem `internal`
   * where the fit is gone or damaged.
   */
  async place(fitFile: string, vectors: Points): Promise<Places> {
    clearTimeout(this.#idle);
    this.#placing++;
    try {
      return await placesBy(this.#threads, await this.#fit(fitFile), vectors);
    } finally {
      this.#placing--;
      clearTimeout(this.#idle);
      this.#idle = setTimeout(() => this.#rest(), IDLE_MS).unref();
    }
  }

  /** Reads a fit as it is on disk. Throws as `place` does. */
  async check(fitFile: string): Promise<void> {
    await this.#read(fitFile);
  }

  forget(fitFile: string): void {
    this.#kept.delete(fitFile);
  }

  close(): Promise<void> {
    clearTimeout(this.#idle);
    return this.#threads.close();
  }

  #rest(): void {
    if (this.#placing > 0) return;
    this.#kept.clear();
    void this.#threads.close();
  }

  async #fit(name: string): Promise<StoredFit> {
    const known = this.#kept.get(name);
    const entry: Kept = known ?? { fit: this.#read(name), bytes: 0 };
    // The last used stands last.
    this.#kept.delete(name);
    this.#kept.set(name, entry);
    try {
      const fit = await entry.fit;
      entry.bytes = bytesOfFit(fit);
      this.#trim();
      return fit;
    } catch (error) {
      this.#kept.delete(name);
      throw error;
    }
  }

  async #read(name: string): Promise<StoredFit> {
    try {
      const stored = await this.#files.readFit(name);
      if (!stored) throw new RangeError("It is gone.");
      return await unpackFit(this.#threads, stored);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
      throw new Problem("internal", {
        detail: `The fit projections/${name} cannot be read: ${error.message} Lay the projection out again.`,
        fields: { fitFile: name },
      });
    }
  }

  #trim(): void {
    let bytes = [...this.#kept.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [name, entry] of this.#kept) {
      if (bytes <= KEPT_BYTES || this.#kept.size === 1) return;
      this.#kept.delete(name);
      bytes -= entry.bytes;
    }
  }
}

/** Places vectors by a fit; the cluster of each row is that of most of its neighbours. */
export async function placesBy(
  parallel: Parallel<MapTasks>,
  { fit, labels }: StoredFit,
  vectors: Points,
  signal?: AbortSignal,
): Promise<Places> {
  const { coordinates, misfit, neighbours, k } = await placeRows(parallel, fit, vectors, { signal });
  const { count } = vectors;
  const clusters = Array.from({ length: CLUSTER_LEVELS }, () => new Int32Array(count).fill(-1));
  for (let i = 0; i < count; i++) {
    const all = neighbours.subarray(i * k, (i + 1) * k);
    const end = all.indexOf(-1);
    const known = end < 0 ? all : all.subarray(0, end);
    for (const [level, id] of voteClusters(known, labels).entries()) (clusters[level] as Int32Array)[i] = id;
    if (i % TURN_ROWS === 0) await giveTurn();
  }
  return {
    x: Float32Array.from({ length: count }, (_, i) => coordinates[2 * i] as number),
    y: Float32Array.from({ length: count }, (_, i) => coordinates[2 * i + 1] as number),
    misfit: new Float32Array(misfit.subarray(0, count)),
    clusters,
  };
}
