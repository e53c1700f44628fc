import type { Sql, Transaction } from "./database.ts";
import { timestamp } from "./sql-values.ts";

/** An image that was uploaded to be an anchor; its bytes are in the blob store. */
interface UploadRecord {
  /** Hex sha256 of its bytes. */
  upload: string;
  name: string | null;
  format: string;
  created: Date;
}

/** Notes an upload; one that is there counts as made anew. */
export async function insertUpload(tx: Transaction, { upload, name, format, created }: UploadRecord): Promise<void> {
  await tx.run("DELETE FROM uploads WHERE hash = ?", [upload]);
  await tx.run("INSERT INTO uploads VALUES (?, ?, ?, ?)", [upload, name, format, timestamp(created)]);
}

export const uploadRecord = async (sql: Pick<Sql, "one">, upload: string): Promise<boolean> =>
  (await sql.one("SELECT 1 FROM uploads WHERE hash = ?", [upload])) !== undefined;

/** Removes the uploads from before `before` that no version of a function has among its anchors. */
export const removeOldUploads = (tx: Transaction, before: Date): Promise<void> =>
  tx.run(
    `DELETE FROM uploads WHERE created < ? AND NOT EXISTS
       (SELECT 1 FROM function_versions v WHERE contains(v.anchors, '"upload":"' || uploads.hash || '"'))`,
    [timestamp(before)],
  );

/** Hashes of uploads that begin with two hex digits. */
export async function uploadHashes(sql: Pick<Sql, "columns">, shard: string): Promise<string[]> {
  const [hashes = []] = await sql.columns("SELECT hash FROM uploads WHERE starts_with(hash, ?)", [shard]);
  return hashes as string[];
}
