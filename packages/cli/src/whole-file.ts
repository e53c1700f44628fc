import { open, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { UsageError } from "./exit-code.ts";

/** What an error code of the system means for a file that is to be made. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you may not write there",
  EPERM: "you may not write there",
  EROFS: "that file system is read-only",
  ENOENT: "that folder takes no files",
  ENOSPC: "the disk is full",
  ENAMETOOLONG: "the name is too long",
};

/**
 * Writes a file that appears under its name only when it is whole and on the disk; until then it grows beside it, and a
 * failure leaves what was there. What a symbolic link points to is written, and the link stays. Returns its size in
 * bytes. A `UsageError` when nothing can be written there, before `fill` is called.
 */
export async function writeWhole(path: string, fill: (file: Writable) => Promise<void>): Promise<number> {
  const named = resolve(path);
  await refuseUnwritable(named);
  const target = await behindLinks(named);
  if (target !== named) await refuseUnwritable(target);
  const partial = `${target}.partial-${process.pid}`;
  const handle = await open(partial, "w").catch((error: NodeJS.ErrnoException) => {
    const { code = "", message } = error;
    throw new UsageError(
      `${named} cannot be written: ${REASONS[code] ? `${REASONS[code]} (${code})` : message}. Name a file in a folder that you may write to with -o FILE.`,
      { cause: error },
    );
  });
  try {
    // Unless it is flushed, a crash of the machine could leave the name with no content behind it.
    await fill(handle.createWriteStream({ flush: true }));
    const { size } = await stat(partial);
    await rename(partial, target);
    return size;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** Where a path leads, also through a link to a file that is not there yet. */
async function behindLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ELOOP")
      throw new UsageError(`${path} cannot be written: its links lead in a circle. Name another with -o FILE.`, {
        cause: error,
      });
    const link = await readlink(path).catch(() => null);
    return link === null ? path : behindLinks(resolve(await realpath(dirname(path)), link));
  }
}

async function refuseUnwritable(target: string): Promise<void> {
  const there = await stat(target).catch(() => null);
  if (there?.isDirectory())
    throw new UsageError(`${target} is a folder. Name a file in it, for example -o ${join(target, "rows.ndjson")}.`);
  if (there && !there.isFile())
    throw new UsageError(`${target} is not a regular file. Leave -o out and redirect stdout: > ${target}.`);
  const folder = dirname(target);
  const above = await stat(folder).catch(() => null);
  if (!above)
    throw new UsageError(
      `There is no folder ${folder} to write ${basename(target)} to. Make it first (mkdir -p ${folder}), or name another with -o FILE.`,
    );
  if (!above.isDirectory())
    throw new UsageError(
      `${folder} is not a folder, so ${basename(target)} cannot be in it. Name another with -o FILE.`,
    );
}
