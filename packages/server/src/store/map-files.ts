import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../media/durable-file.ts";
import { readArrayFile, readSharedFile, type StoredArray, writeArrayFile } from "./array-file.ts";
import type { MapRef } from "./map-tables.ts";

/** Kinds of files that a layout goes on from. */
const STATES = ["reduced", "layout"] as const;

/** Arrays with what is to be said of them. */
export interface StoredArrays {
  about: unknown;
  arrays: Readonly<Record<string, StoredArray>>;
}

/**
 * Files of maps in one folder: the fit of each complete version, and of one that is laid out what a crash must not cost:
 * `reduced`, the rows and their reduced vectors, and `layout`, the newest state of the layout.
 */
export class MapFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The name that the fit of a version has. */
  fitName = (map: MapRef): string => this.#name(map, "fit");

  writeFit = (map: MapRef, { about, arrays }: StoredArrays): Promise<void> =>
    writeArrayFile(this.#path(this.fitName(map)), about, arrays);

  /** A fit by the name of its file; null where it is gone. RangeError where it is damaged. */
  readFit = (name: string): Promise<StoredArrays | null> => readArrayFile(this.#path(name));

  writeReduced = (map: MapRef, { about, arrays }: StoredArrays): Promise<void> =>
    writeArrayFile(this.#path(this.#name(map, "reduced")), about, arrays);

  readReduced = (map: MapRef): Promise<StoredArrays | null> => readArrayFile(this.#path(this.#name(map, "reduced")));

  writeLayout = (map: MapRef, state: Uint8Array[]): Promise<void> =>
    writeWhole(this.#path(this.#name(map, "layout")), state, { durable: true });

  /** In shared memory. */
  readLayout = (map: MapRef): Promise<Uint8Array | null> => readSharedFile(this.#path(this.#name(map, "layout")));

  /** Removes what a layout kept for the case of a crash. */
  async removeStates(map: MapRef): Promise<void> {
    for (const kind of STATES) await rm(this.#path(this.#name(map, kind)), { force: true });
  }

  /** Removes every file of a version. */
  async remove(map: MapRef): Promise<void> {
    await this.removeStates(map);
    await rm(this.#path(this.fitName(map)), { force: true });
  }

  /** Removes leftovers of crashes: all but the fits of versions and the states of those that are being laid out. */
  async sweep(versions: readonly (MapRef & { state: string; fitFile: string | null })[]): Promise<void> {
    const kept = new Set<string>();
    for (const version of versions) {
      if (version.fitFile !== null) kept.add(version.fitFile);
      if (version.state === "laying") for (const kind of STATES) kept.add(this.#name(version, kind));
    }
    for (const name of await readdir(this.#directory).catch(() => []))
      if (!kept.has(name)) await rm(this.#path(name), { force: true });
  }

  #name({ projection, version }: MapRef, kind: string): string {
    return `${Math.trunc(projection)}-${Math.trunc(version)}.${kind}`;
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}
