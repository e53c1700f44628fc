import { existsSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";

/** A real folder that is gone when the test is over. */
export async function tempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "pomona-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder of the evaluation data, or null with the reason printed where it is not there. */
export function sharedData(...parts: string[]): string | null {
  const shared = process.env.POMONA_SHARED ?? resolve(import.meta.dirname, "../../../../../shared");
  const path = join(shared, "data", ...parts);
  if (existsSync(path)) return path;
  console.log(`skipped: ${path} is not there (set POMONA_SHARED to the folder of the evaluation data)`);
  return null;
}
