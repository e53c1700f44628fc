import { realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";
import { Problem } from "@pomona/contract/problems";

/** Whether `path` is `folder` or below it. Both must be real paths. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!isAbsolute(way) && way !== ".." && !way.startsWith(`..${sep}`));
}

/**
 * The real path of something that the server may read. Symbolic links are followed first, so a link inside a granted folder does
 * not reach out of it. Throws `outside-roots` (also for what does not exist outside them, so that nothing can be probed) and `not-found`.
 */
export async function resolveInside(roots: readonly string[], path: string): Promise<string> {
  if (path.includes("\0")) throw new Problem("outside-roots", "A path cannot hold a NUL character.");
  const real = await realpath(path).catch((error: NodeJS.ErrnoException) => error);
  if (typeof real === "string" && roots.some((root) => isInside(root, real))) return real;
  if (typeof real !== "string" && roots.some((root) => isInside(root, path)))
    throw new Problem(
      "not-found",
      { detail: `${path} does not exist or cannot be read.`, fields: { path } },
      { cause: real },
    );
  throw new Problem("outside-roots", {
    detail: `${path} is outside the folders that the server may read. Grant its folder with: pomona roots add FOLDER.`,
    fields: { path },
  });
}
