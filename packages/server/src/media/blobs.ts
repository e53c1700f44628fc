import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, opendir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeWhole } from "./durable-file.ts";

const HASH = /^[0-9a-f]{64}$/;
/** Leftovers of a crash younger than this may belong to a write that is under way. */
const PART_AGE_MS = 60 * 60 * 1000;

/** Copies of originals by content: `ab/cdef…` below its folder, named by sha256. What is there is whole and never changes. */
export class BlobStore {
  readonly folder: string;

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
    if (!(await this.has(hash))) {
      await this.#makeShard(path);
      await writeWhole(path, [bytes], { durable: true });
    }
    return path;
  }

  /** Keeps a copy of a file. Throws when its content is no longer what `hash` was taken of. */
  async putFile(source: string, hash: string): Promise<string> {
    const path = this.path(hash);
    if (await this.has(hash)) return path;
    await this.#makeShard(path);
    await writeWhole(path, checked(source, hash), { durable: true });
    return path;
  }

  async remove(hash: string): Promise<void> {
    await rm(this.path(hash), { force: true });
  }

  /** Removes every copy that `isLive` does not know, and what crashed writes left. Returns how many copies went. */
  async sweep(live: ReadonlySet<string> | ((hash: string) => boolean)): Promise<number> {
    const isLive = typeof live === "function" ? live : (hash: string) => live.has(hash);
    let removed = 0;
    for await (const shard of openOrNothing(this.folder)) {
      if (!shard.isDirectory() || shard.name.length !== 2) continue;
      for await (const entry of openOrNothing(join(this.folder, shard.name))) {
        const path = join(this.folder, shard.name, entry.name);
        const hash = shard.name + entry.name;
        if (HASH.test(hash)) {
          if (isLive(hash)) continue;
          await rm(path, { force: true });
          removed++;
        } else if (entry.name.endsWith(".part") && Date.now() - (await stat(path)).mtimeMs > PART_AGE_MS)
          await rm(path, { force: true });
      }
    }
    return removed;
  }

  async #makeShard(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
  }
}

async function* openOrNothing(folder: string): AsyncGenerator<import("node:fs").Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
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
