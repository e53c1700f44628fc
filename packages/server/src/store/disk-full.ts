import { statfs } from "node:fs/promises";
import { Problem } from "@pomona/contract/problems";

const CODES = new Set(["ENOSPC", "EDQUOT"]);

/** Whether an error of the file system or of DuckDB (which tells it in its text only) says that the disk is full. */
const isDiskFull = (error: unknown): boolean =>
  error instanceof Error &&
  (CODES.has((error as NodeJS.ErrnoException).code ?? "") || /no space left on device|ENOSPC/i.test(error.message));

/** A full disk as a Problem that says what to do; any other error as it is. */
export function nameDiskFull(error: unknown): unknown {
  if (error instanceof Problem || !isDiskFull(error)) return error;
  return new Problem(
    "disk-full",
    "There is no space left on the disk of the data directory. What was stored before is safe, and can be read. Free some space and try again.",
    { cause: error },
  );
}

/**
 * Throws Problem `disk-full` unless the disk of a folder has room for a file of `sizeBytes` twice over: work that can
 * wait must not take the last of it from what cannot.
 */
export async function checkRoom(folder: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= 2 * sizeBytes) return;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  throw new Problem(
    "disk-full",
    `There is not enough space on the disk of the data directory: ${megabytes(bavail * bsize)} are free, and rewriting vectors needs ${megabytes(2 * sizeBytes)}. What was stored before is safe, and can be read. Free some space and try again.`,
  );
}
