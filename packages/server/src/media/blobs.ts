import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "./durable-file.ts";
import { type SweepOptions, shardsOf, sweepFiles } from "./sweep-files.ts";

const HASH = /^[0-9a-f]{64}$/;
/** Copies of originals by content: `ab/cdef…` below its folder, named by sha256. What is there is whole and never changes. */
export class BlobStore {
  readonly folder: string;
  /** Content that is being asked to be kept, and that was since a sweep began. */
  readonly #wanted = new Set<string>();
  #isSweeping = false;
  readonly #removing = new Map<string, Promise<void>>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Where the content of this hash is, or would be. */
  path(hash: string): string {
    if (!HASH.test(hash)) throw new RangeError(`"${hash}" is not a hex sha256`);
    return join(this.folder, hash.slice(0, 2), hash.slice(2));
  }

  async has(hash: string): Promise<boolean> {
    return stat(this.path(hash)).then(
      (entry) => entry.isFile(),
      () => false,
    );
  }

  /** Keeps bytes; synced to disk when it returns. Known content is not written again. `hash` must be theirs. */
  async put(bytes: Uint8Array, hash: string): Promise<string> {
    const path = this.path(hash);
    if (await this.#renew(hash)) return path;
    await this.#makeShard(path);
    await writeWhole(path, [bytes], { durable: true });
    return path;
  }

  /** Keeps a copy of a file. Throws when its content is no longer what `hash` was taken of. */
  async putFile(source: string, hash: string): Promise<string> {
    const path = this.path(hash);
    if (await this.#renew(hash)) return path;
    await this.#makeShard(path);
    await writeWhole(path, checked(source, hash), { durable: true });
    return path;
  }

  async remove(hash: string): Promise<void> {
    await rm(this.path(hash), { force: true });
  }

  /**
   * Removes the copies from before `before` that no row refers to, and what crashed writes left. `live` is asked after the
   * files of a shard were listed, and what is kept anew meanwhile stays, so an import may run. Returns how many copies went.
   */
  async sweep(options: SweepOptions): Promise<number> {
    this.#isSweeping = true;
    let removed = 0;
    try {
      for (const shard of await shardsOf(this.folder)) {
        removed += await sweepFiles(
          await readdir(join(this.folder, shard)),
          {
            path: (name) => join(this.folder, shard, name),
            hash: (name) => (HASH.test(shard + name) ? shard + name : null),
            remove: (path, hash) => this.#removeUnwanted(path, hash),
          },
          { ...options, live: () => options.live(shard) },
        );
      }
    } finally {
      this.#isSweeping = false;
      this.#wanted.clear();
    }
    return removed;
  }

  async #removeUnwanted(path: string, hash: string): Promise<boolean> {
    if (this.#wanted.has(hash)) return false;
    const removing = rm(path, { force: true });
    this.#removing.set(hash, removing);
    await removing.finally(() => this.#removing.delete(hash));
    return true;
  }

  /** Whether the content is there; it counts as new then, as a row that refers to it is about to be committed. */
  async #renew(hash: string): Promise<boolean> {
    this.#wanted.add(hash);
    await this.#removing.get(hash);
    const now = new Date();
    try {
      await utimes(this.path(hash), now, now);
      return true;
    } catch {
      // Not there, or of another owner: written anew.
      return false;
    } finally {
      if (!this.#isSweeping) this.#wanted.delete(hash);
    }
  }

  async #makeShard(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
  }
}

async function* checked(source: string, expected: string): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(source)) {
    hash.update(chunk as Buffer);
    yield chunk as Buffer;
  }
  if (hash.digest("hex") !== expected) throw new Error(`${source} changed while it was copied`);
}
