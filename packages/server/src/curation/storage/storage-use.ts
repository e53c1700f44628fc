import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { StorageUse } from "@pomona/contract/storage";
import { parseUploadPath } from "@pomona/contract/uploads";
import { folderBytes } from "../../media/folder-bytes.ts";
import { listSpaces } from "../../store/space-table.ts";
import { int } from "../../store/sql-values.ts";
import { deadBytes } from "../spaces/merge-segments.ts";
import type { Workspace } from "../workspace.ts";

type StorageWorkspace = Pick<Workspace, "directory" | "database" | "vectors" | "uploads" | "clock">;

/** Measuring looks at every file, so an answer serves this many times as long as it took, and for at least two seconds. */
const KEPT_TIMES = 20;
const KEPT_MS = 2000;

/** What came or was used within this time may be about to be referred to, or to be imported. */
const SETTLED_MS = 10 * 60_000;
/** The moment before which what nothing refers to is wanted by nobody. */
export const settledBefore = ({ clock }: Pick<Workspace, "clock">): Date => new Date(clock().getTime() - SETTLED_MS);

const fileBytes = async (path: string): Promise<number> => (await stat(path).catch(() => null))?.size ?? 0;

/** Ids of the uploads that an open import reads from. */
export async function uploadsInUse({ database }: Pick<Workspace, "database">): Promise<Set<string>> {
  const rows = await database.all(
    "SELECT json_extract_string(input, '$.path') AS path FROM jobs WHERE kind = 'import' AND ended IS NULL",
  );
  return new Set(rows.flatMap((row) => parseUploadPath(row.path as string)?.id ?? []));
}

/** Bytes of the originals that rows have in the data directory. */
async function referredBytes({ database }: Pick<Workspace, "database">): Promise<number> {
  const found = await database.one(
    "SELECT coalesce(sum(bytes), 0) AS n FROM (SELECT DISTINCT content_hash, bytes FROM rows WHERE content_kind = 'blob')",
  );
  return int(found?.n);
}

async function measure(workspace: StorageWorkspace): Promise<StorageUse> {
  const { directory, database, vectors } = workspace;
  const catalog = join(directory, "catalog.duckdb");
  const below = (name: string): Promise<number> => folderBytes(join(directory, name));
  const [blobs, thumbnails, uploads] = [await below("blobs"), await below("thumbnails"), await below("uploads")];
  let dead = 0;
  for (const space of await listSpaces(database)) dead += await deadBytes(workspace, space);
  let leftover = 0;
  const left = await workspace.uploads.leftovers({
    before: settledBefore(workspace),
    inUse: await uploadsInUse(workspace),
  });
  for (const id of left) leftover += await below(join("uploads", id));
  const disk = await statfs(directory);
  return {
    stores: [
      {
        store: "catalog",
        bytes: (await fileBytes(catalog)) + (await fileBytes(`${catalog}.wal`)),
        reclaimableBytes: 0,
      },
      { store: "vectors", bytes: await vectors.bytes(), reclaimableBytes: dead },
      { store: "projections", bytes: await below("projections"), reclaimableBytes: 0 },
      { store: "blobs", bytes: blobs, reclaimableBytes: Math.max(0, blobs - (await referredBytes(workspace))) },
      { store: "thumbnails", bytes: thumbnails, reclaimableBytes: thumbnails },
      { store: "models", bytes: await below("models"), reclaimableBytes: 0 },
      { store: "uploads", bytes: uploads, reclaimableBytes: leftover },
    ],
    freeBytes: disk.bavail * disk.bsize,
  };
}

/** Tells what each store takes on disk and what of it nothing needs any more. */
export class StorageMeter {
  readonly #measure: () => Promise<StorageUse>;
  readonly #nowMs: () => number;
  #answer: Promise<StorageUse> | null = null;
  #validUntilMs = 0;

  constructor(
    workspace: StorageWorkspace,
    options: { measure?: () => Promise<StorageUse>; nowMs?: () => number } = {},
  ) {
    this.#measure = options.measure ?? (() => measure(workspace));
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** The last answer while it serves, else a new one; asked twice at once, it measures once. */
  use(): Promise<StorageUse> {
    if (this.#answer !== null && this.#nowMs() < this.#validUntilMs) return this.#answer;
    const beganMs = this.#nowMs();
    this.#validUntilMs = Number.POSITIVE_INFINITY;
    const answer = this.#measure();
    this.#answer = answer;
    const end = (validMs: number): void => {
      if (this.#answer === answer) this.#validUntilMs = this.#nowMs() + validMs;
    };
    answer.then(
      () => end(Math.max(KEPT_MS, KEPT_TIMES * (this.#nowMs() - beganMs))),
      () => end(0),
    );
    return answer;
  }

  /** Something was freed: the next answer is measured anew. */
  forget(): void {
    this.#answer = null;
  }
}
