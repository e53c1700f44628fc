import { readdir, rm, stat } from "node:fs/promises";

/** Which files of a store by content hash stay. */
export interface SweepOptions {
  /** Hashes that are referred to, of those that begin with these two hex digits. */
  live: (shard: string) => Promise<ReadonlySet<string>>;
  /** Files changed at or after this moment stay: their row may be about to be committed. */
  before: Date;
  /** Stops between files when aborted. */
  signal?: AbortSignal | undefined;
}

interface Shard {
  path: (name: string) => string;
  /** The hash of the content in a file, null for other files. */
  hash: (name: string) => string | null;
  /** False when the file is wanted after all. */
  remove: (path: string, hash: string) => Promise<boolean>;
}

/** Names of the two-digit folders below a folder; none where it is not there. */
export async function shardsOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name)).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Removes the old files of one shard that nothing refers to, and parts of crashed writes. Returns how many of the former went. */
export async function sweepFiles(
  names: readonly string[],
  shard: Shard,
  options: { live: () => Promise<ReadonlySet<string>>; before: Date; signal?: AbortSignal | undefined },
): Promise<number> {
  // Asked after the files were listed: a row committed before that is in it.
  const live = await options.live();
  let removed = 0;
  for (const name of names) {
    options.signal?.throwIfAborted();
    const hash = shard.hash(name);
    if (hash === null ? !name.endsWith(".part") : live.has(hash)) continue;
    const path = shard.path(name);
    const entry = await stat(path).catch(() => null);
    if (!entry?.isFile() || entry.mtimeMs >= options.before.getTime()) continue;
    if (hash === null) await rm(path, { force: true });
    else if (await shard.remove(path, hash)) removed++;
  }
  return removed;
}
