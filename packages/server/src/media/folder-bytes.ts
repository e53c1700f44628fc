import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of all files below a folder; 0 where it does not exist. */
export async function folderBytes(path: string): Promise<number> {
  let total = 0;
  const folder = await opendir(path).catch(() => null);
  if (!folder) return 0;
  for await (const entry of folder) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) total += await folderBytes(inner);
    else if (entry.isFile()) total += (await stat(inner).catch(() => null))?.size ?? 0;
  }
  return total;
}
