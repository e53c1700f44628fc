import { appendFileSync, renameSync, statSync } from "node:fs";

/** Two files of this size are kept at most: the one that is written, and the one before. */
const LIMIT_BYTES = 2_000_000;

/**
 * Appends log lines to a file, made with its first line and readable by its owner only. Full, it is renamed to
 * `<path>.1`, in place of what had that name. A line that cannot be written, as on a full disk, is dropped: the error it
 * tells of matters more than its details.
 */
export const logFile = (path: string, limitBytes: number = LIMIT_BYTES): { write(line: string): void } => ({
  write: (line) => {
    try {
      const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (size > 0 && size + Buffer.byteLength(line) > limitBytes) renameSync(path, `${path}.1`);
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      // Nowhere else to tell it.
    }
  },
});
