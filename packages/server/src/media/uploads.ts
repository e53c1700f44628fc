import { createHash, randomUUID } from "node:crypto";
import {
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  statfs,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { Problem } from "@pomona/contract/problems";
import { UPLOAD_LIMITS, UPLOAD_PART_BYTES, type Upload, uploadPathRefusal } from "@pomona/contract/uploads";
import { isInside } from "./granted-paths.ts";
import { writeAt } from "./write-at.ts";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Left on the disk for the catalog, whatever is sent. */
const RESERVED_BYTES = 64 * 1024 * 1024;

interface Counts {
  files: number;
  bytes: number;
}

const sizeOf = async (path: string): Promise<number | null> => {
  const entry = await stat(path).catch(() => null);
  return entry?.isFile() ? entry.size : null;
};

const noUpload = (id: string): Problem =>
  new Problem("upload-not-found", {
    detail: `There is no upload ${id.slice(0, 60)}: its files were imported, or nothing came for a day. Send them again.`,
    fields: { id },
  });

const refused = (path: string, reason: string): Problem =>
  new Problem("upload-refused", { detail: `${path.slice(0, 200)}: ${reason}`, fields: { path } });

/**
 * Files that were sent to be imported, each upload in a folder of its own: `ID/files/` holds the whole ones under the names
 * they were sent with, `ID/parts/` those that are still arriving, under names that the sender has no say in.
 */
export class UploadStore {
  readonly folder: string;
  readonly #counts = new Map<string, Promise<Counts>>();
  /** Parts of one file are written one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(folder: string) {
    this.folder = folder;
  }

  #note = (id: string): string => join(this.folder, id, "upload.json");
  #files = (id: string): string => join(this.folder, id, "files");
  #parts = (id: string): string => join(this.folder, id, "parts");
  #spent = (id: string): string => join(this.folder, id, "imported");

  /** Begins an upload. Problem `disk-full` where it would not fit. */
  async create(announced: Counts, created: Date): Promise<Upload> {
    const id = randomUUID();
    await mkdir(this.folder, { recursive: true });
    const disk = await statfs(this.folder);
    const freeBytes = disk.bavail * disk.bsize - RESERVED_BYTES;
    if (announced.bytes > freeBytes)
      throw new Problem("disk-full", {
        detail: `The files have ${announced.bytes} bytes, and the disk of the data directory has room for ${Math.max(0, freeBytes)}. Free some space, or send fewer.`,
        fields: { bytes: announced.bytes, freeBytes },
      });
    for (const folder of [this.#files(id), this.#parts(id)]) await mkdir(folder, { recursive: true });
    await writeFile(this.#note(id), JSON.stringify({ created: created.toISOString() }));
    return { id, files: 0, bytes: 0, created: created.toISOString() };
  }

  async get(id: string): Promise<Upload> {
    const counts = await this.#countsOf(id);
    const { created } = JSON.parse(await readFile(this.#note(id), "utf8")) as { created: string };
    return { id, ...counts, created };
  }

  /**
   * Writes a part of a file; a part that came before may come again. When it returns, the bytes outlive this process.
   * Problems `upload-refused`, `upload-offset` (with the bytes there are as `received`) and `upload-not-found`.
   */
  async part(
    id: string,
    place: { path: string; offset: number; size: number },
    bytes: Uint8Array,
  ): Promise<{ received: number; isWhole: boolean }> {
    const { path, offset, size } = place;
    const refusal = uploadPathRefusal(path);
    if (refusal) throw refused(path, refusal);
    if (bytes.length > UPLOAD_PART_BYTES)
      throw new Problem("too-large", `A part may have ${UPLOAD_PART_BYTES} bytes; this one has ${bytes.length}.`);
    if (offset + bytes.length > size) throw refused(path, `The part ends beyond the file's ${size} bytes.`);
    if (bytes.length === 0 && size > 0) throw refused(path, "The part is empty.");
    return this.#inTurn(`${id}/${path}`, () => this.#write(id, place, bytes));
  }

  async #write(
    id: string,
    { path, offset, size }: { path: string; offset: number; size: number },
    bytes: Uint8Array,
  ): Promise<{ received: number; isWhole: boolean }> {
    const counts = await this.#countsOf(id);
    const whole = join(this.#files(id), ...path.split("/"));
    if ((await sizeOf(whole)) === size) return { received: size, isWhole: true };
    const partial = join(this.#parts(id), createHash("sha256").update(path).digest("hex"));
    const before = (await sizeOf(partial)) ?? 0;
    if (offset > before)
      throw new Problem("upload-offset", {
        detail: `${path}: ${before} bytes have arrived; the next part begins there, not at ${offset}.`,
        fields: { path, received: before },
      });
    const end = offset + bytes.length;
    // A part that comes again, late, takes nothing away from what came after it.
    const added = Math.max(0, end - before);
    if (counts.bytes + added > UPLOAD_LIMITS.bytes || counts.files >= UPLOAD_LIMITS.files)
      throw new Problem(
        "too-large",
        `An upload may hold ${UPLOAD_LIMITS.files} files of ${UPLOAD_LIMITS.bytes} bytes together. Import these, then send the rest.`,
      );
    const file = await open(partial, before === 0 ? "w" : "r+");
    try {
      await writeAt(file, bytes, offset);
      // What is left of a longer file that was given up.
      if (end === size && before > size) await file.truncate(size);
    } finally {
      await file.close();
    }
    counts.bytes += added;
    const isWhole = end === size;
    if (isWhole) {
      await this.#finish(path, partial, whole);
      counts.files += 1;
    }
    await this.touch(id);
    return { received: Math.max(end, Math.min(before, size)), isWhole };
  }

  async #finish(path: string, partial: string, whole: string): Promise<void> {
    try {
      await mkdir(dirname(whole), { recursive: true });
      await rename(partial, whole);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EEXIST" && code !== "ENOTDIR" && code !== "EISDIR" && code !== "ENOTEMPTY") throw error;
      throw refused(path, "A file and a folder of the upload have the same name.");
    }
  }

  /** Counts it as in use from now on. */
  async touch(id: string): Promise<void> {
    const now = new Date();
    await utimes(this.#note(id), now, now);
  }

  /**
   * Where the files of an upload are, or one file or folder of it (`within`), and the folder of all of them. Problems
   * `upload-not-found` and `not-found`.
   */
  async place(id: string, within: string | null): Promise<{ path: string; folder: string }> {
    await this.#check(id);
    const folder = await realpath(this.#files(id));
    if (within === null) return { path: folder, folder };
    const refusal = uploadPathRefusal(within);
    if (refusal) throw refused(within, refusal);
    const path = await realpath(join(folder, ...within.split("/"))).catch(() => null);
    if (path === null || !isInside(folder, path))
      throw new Problem("not-found", { detail: `The upload holds no ${within}.`, fields: { path: within } });
    return { path, folder };
  }

  /** Whether the upload is still there. */
  has(id: string): Promise<boolean> {
    return this.#check(id).then(
      () => true,
      () => false,
    );
  }

  /** Marks an upload as imported: it goes with the next sweep that finds no job at work on it. */
  async spend(id: string): Promise<void> {
    await writeFile(this.#spent(id), "");
  }

  async remove(id: string): Promise<void> {
    await this.#check(id);
    await this.#drop(id);
  }

  async #drop(id: string): Promise<void> {
    this.#counts.delete(id);
    await rm(join(this.folder, id), { recursive: true, force: true, maxRetries: 3 });
  }

  /** Uploads that are imported, and those that nothing came for since `before`; without those in `inUse`. */
  async leftovers(options: { before: Date; inUse: ReadonlySet<string> }): Promise<string[]> {
    const found: string[] = [];
    for (const id of await readdir(this.folder).catch(() => [] as string[])) {
      if (options.inUse.has(id)) continue;
      const isSpent = (await sizeOf(this.#spent(id))) !== null;
      const touched = await stat(this.#note(id)).catch(() => stat(join(this.folder, id)).catch(() => null));
      if (isSpent || touched === null || touched.mtimeMs < options.before.getTime()) found.push(id);
    }
    return found;
  }

  /** Removes the leftovers. Returns how many uploads went. */
  async sweep(options: { before: Date; inUse: ReadonlySet<string> }): Promise<number> {
    const doomed = await this.leftovers(options);
    for (const id of doomed) await this.#drop(id);
    return doomed.length;
  }

  async #check(id: string): Promise<void> {
    if (!ID.test(id) || (await sizeOf(this.#note(id))) === null) throw noUpload(id);
  }

  /** Counted from the disk once after a start. */
  async #countsOf(id: string): Promise<Counts> {
    await this.#check(id);
    const known = this.#counts.get(id);
    if (known) return known;
    const counting = this.#count(id);
    this.#counts.set(id, counting);
    counting.catch(() => this.#counts.delete(id));
    return counting;
  }

  async #count(id: string): Promise<Counts> {
    const counts = { files: 0, bytes: 0 };
    for (const [folder, isWhole] of [
      [this.#files(id), true],
      [this.#parts(id), false],
    ] as const)
      for (const name of await readdir(folder, { recursive: true })) {
        const bytes = await sizeOf(join(folder, name));
        if (bytes === null) continue;
        counts.bytes += bytes;
        if (isWhole) counts.files += 1;
      }
    return counts;
  }

  async #inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const mine = before.then(run, run);
    this.#turns.set(key, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(key) === mine) this.#turns.delete(key);
    }
  }
}
