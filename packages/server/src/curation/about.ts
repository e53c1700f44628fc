import { stat } from "node:fs/promises";
import { join } from "node:path";
import { folderBytes } from "../media/folder-bytes.ts";
import { int } from "../store/sql-values.ts";
import type { Workspace } from "./workspace.ts";

const SIZES_KEPT_MS = 60_000;

const fileBytes = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

type AboutWorkspace = Pick<Workspace, "directory" | "database" | "vectors">;

async function storageBytes({ directory, vectors }: AboutWorkspace) {
  const catalog = join(directory, "catalog.duckdb");
  return {
    catalog: (await fileBytes(catalog)) + (await fileBytes(`${catalog}.wal`)),
    vectors: await vectors.bytes(),
    blobs: await folderBytes(join(directory, "blobs")),
    thumbnails: await folderBytes(join(directory, "thumbnails")),
  };
}

/**
 * A reader of version, row count and what the data directory takes on disk. Sizes are up to a minute old: measuring them
 * looks at every file.
 */
export function aboutWorkspace(workspace: AboutWorkspace, version: string, nowMs = () => performance.now()) {
  let measured: { atMs: number; sizes: ReturnType<typeof storageBytes> } | null = null;
  const sizes = (): ReturnType<typeof storageBytes> => {
    if (measured === null || nowMs() - measured.atMs >= SIZES_KEPT_MS) {
      const fresh = { atMs: nowMs(), sizes: storageBytes(workspace) };
      fresh.sizes.catch(() => {
        if (measured === fresh) measured = null;
      });
      measured = fresh;
    }
    return measured.sizes;
  };
  return async () => ({
    version,
    dataDirectory: workspace.directory,
    rows: int((await workspace.database.one("SELECT count(*) AS n FROM rows"))?.n),
    storageBytes: await sizes(),
  });
}
