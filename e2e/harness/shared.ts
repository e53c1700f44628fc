import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = resolve(process.env.POMONA_SHARED ?? fileURLToPath(new URL("../../../shared", import.meta.url)));

/** A folder of the development data, or null (with a printed reason) where it is not on this machine. */
export function sharedFolder(name: string): string | null {
  const path = resolve(folder, name);
  if (existsSync(path)) return path;
  console.log(`skipped, as ${path} is not there (POMONA_SHARED names the folder of development data)`);
  return null;
}
