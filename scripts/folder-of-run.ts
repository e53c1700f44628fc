import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives the tests of a run a temporary folder of their own, and removes it with all they left in it when they end. */
const folder = mkdtempSync(join(tmpdir(), "pomona-run-"));

export function setup(): void {
  process.env.TMPDIR = folder;
}

export const teardown = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
