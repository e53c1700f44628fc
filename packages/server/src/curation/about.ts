import { stat } from "node:fs/promises";
import { join } from "node:path";
import { folderBytes } from "../media/folder-bytes.ts";
import { int } from "../store/sql-values.ts";
import type { Workspace } from "./workspace.ts";

const fileBytes = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

/** Version, counts and what the data directory takes on disk. */
export async function aboutWorkspace(workspace: Workspace, version: string) {
  const { directory } = workspace;
  const catalog = join(directory, "catalog.duckdb");
  return {
    version,
    dataDirectory: directory,
    rows: int((await workspace.database.one("SELECT count(*) AS n FROM rows"))?.n),
    storageBytes: {
      catalog: (await fileBytes(catalog)) + (await fileBytes(`${catalog}.wal`)),
      vectors: await workspace.vectors.bytes(),
      blobs: await folderBytes(join(directory, "blobs")),
      thumbnails: await folderBytes(join(directory, "thumbnails")),
    },
  };
}
