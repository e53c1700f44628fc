import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { UsageError } from "./exit-code.ts";

/**
 * Writes a file that appears under its name only when it is whole; until then it grows beside it, and a failure leaves
 * what was there. Returns its size in bytes. A `UsageError` when nothing can be written there, before `fill` is called.
 */
export async function writeWhole(path: string, fill: (file: Writable) => Promise<void>): Promise<number> {
  const target = resolve(path);
  await refuseUnwritable(target);
  const partial = `${target}.partial-${process.pid}`;
  const handle = await open(partial, "w").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${target} cannot be written (${error.code ?? error.message}). Name a file in a folder that you may write to with -o FILE.`,
      { cause: error },
    );
  });
  try {
    await fill(handle.createWriteStream());
    const { size } = await stat(partial);
    await rename(partial, target);
    return size;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
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
