import { join } from "node:path";
import type { ReclaimableStore } from "@pomona/contract/storage";
import { folderBytes } from "../../media/folder-bytes.ts";
import type { ThumbnailStore } from "../../media/thumbnails.ts";
import { listSpaces } from "../../store/space-table.ts";
import type { JobHandler } from "../background-work.ts";
import { mergeSegments } from "../spaces/merge-segments.ts";
import type { Workspace } from "../workspace.ts";
import { hashesWhere } from "./reclaim-disk.ts";
import { type StorageMeter, settledBefore, uploadsInUse } from "./storage-use.ts";

/** Frees what nothing needs any more in the stores asked for, while everything else goes on. */
export const reclaimStorage =
  (
    workspace: Workspace,
    { thumbnails, storage }: { thumbnails: ThumbnailStore; storage: StorageMeter },
  ): JobHandler<"reclaim"> =>
  async ({ stores }, { signal, progress }) => {
    const reclaim: Record<ReclaimableStore, () => Promise<unknown>> = {
      vectors: async () => {
        for (const space of await listSpaces(workspace.database)) await mergeSegments(workspace, space, signal);
      },
      blobs: async () =>
        workspace.blobs.sweep({
          live: (shard) => hashesWhere(workspace, "content_kind = 'blob'", shard),
          before: await copiesBefore(workspace),
          signal,
        }),
      thumbnails: () => thumbnails.clear(),
      uploads: async () =>
        workspace.uploads.sweep({ before: settledBefore(workspace), inUse: await uploadsInUse(workspace) }),
    };
    let freedBytes = 0;
    const wanted = [...new Set(stores)];
    progress(0, wanted.length);
    for (const [index, store] of wanted.entries()) {
      signal.throwIfAborted();
      const sizeOf = (): Promise<number> =>
        store === "vectors" ? workspace.vectors.bytes() : folderBytes(join(workspace.directory, store));
      const before = await sizeOf();
      await reclaim[store]();
      freedBytes += Math.max(0, before - (await sizeOf()));
      progress(index + 1);
    }
    storage.forget();
    return { freedBytes };
  };

/** Copies from before this moment that no row refers to are wanted by nobody: not by an import that runs, nor by a request. */
async function copiesBefore(workspace: Pick<Workspace, "database" | "clock">): Promise<Date> {
  const oldest = await workspace.database.one(
    "SELECT min(coalesce(started, created)) AS began FROM jobs WHERE kind = 'import' AND ended IS NULL",
  );
  const settled = settledBefore(workspace);
  return oldest?.began instanceof Date && oldest.began < settled ? oldest.began : settled;
}
