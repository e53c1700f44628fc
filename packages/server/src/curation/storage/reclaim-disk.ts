import type { ThumbnailStore } from "../../media/thumbnails.ts";
import { pictureHashes } from "../../store/picture-table.ts";
import { listSpaces } from "../../store/space-table.ts";
import { forgetOldPictures } from "../functions/pictures.ts";
import { forgetOldEdits } from "../rows/bulk-edit.ts";
import { mergeSegments } from "../spaces/merge-segments.ts";
import type { Workspace } from "../workspace.ts";

/**
 * Removes what deleted rows and crashes left on disk: dead vectors, copies of originals and
 * thumbnails from before `before` that no row and no picture refers to, and what was kept of edits and pictures that are too old. Imports may run meanwhile. Throws `signal.reason` when aborted.
 */
export async function reclaimDisk(
  workspace: Workspace,
  thumbnails: ThumbnailStore,
  options: { before: Date; signal: AbortSignal },
): Promise<void> {
  for (const space of await listSpaces(workspace.database)) await mergeSegments(workspace, space, options.signal);
  await forgetOldPictures(workspace);
  await forgetOldEdits(workspace);
  const hashesOf = (kind: string) => async (shard: string) => hashesWhere(workspace, kind, shard);
  const copies = await workspace.blobs.sweep({ ...options, live: hashesOf("content_kind = 'blob'") });
  const pictures = await thumbnails.sweep({ ...options, live: hashesOf("media_type = 'image'") });
  if (copies + pictures > 0) workspace.log.info({ copies, pictures }, "files that no row refers to were removed");
}

/** Content hashes of some rows, and of pictures, that begin with two hex digits; at a million rows these are some 4,000. */
export async function hashesWhere(
  workspace: Pick<Workspace, "database">,
  condition: string,
  shard: string,
): Promise<ReadonlySet<string>> {
  return workspace.database.read(async (sql) => {
    const [hashes = []] = await sql.columns(
      `SELECT DISTINCT content_hash FROM rows WHERE ${condition} AND starts_with(content_hash, ?)`,
      [shard],
    );
    return new Set([...(hashes as string[]), ...(await pictureHashes(sql, shard))]);
  });
}
