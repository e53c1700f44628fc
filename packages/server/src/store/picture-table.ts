import type { Sql, Transaction } from "./database.ts";
import { timestamp } from "./sql-values.ts";

/** An image that was uploaded to be an anchor; its bytes are in the blob store. */
interface PictureRecord {
  /** Hex sha256 of its bytes. */
  picture: string;
  name: string | null;
  format: string;
  created: Date;
}

/** Notes a picture; one that is there counts as made anew. */
export async function insertPicture(tx: Transaction, { picture, name, format, created }: PictureRecord): Promise<void> {
  await tx.run("DELETE FROM pictures WHERE hash = ?", [picture]);
  await tx.run("INSERT INTO pictures VALUES (?, ?, ?, ?)", [picture, name, format, timestamp(created)]);
}

export const pictureRecord = async (sql: Pick<Sql, "one">, picture: string): Promise<boolean> =>
  (await sql.one("SELECT 1 FROM pictures WHERE hash = ?", [picture])) !== undefined;

/** Removes the pictures from before `before` that no version of a function has among its anchors. */
export const removeOldPictures = (tx: Transaction, before: Date): Promise<void> =>
  tx.run(
    `DELETE FROM pictures WHERE created < ? AND NOT EXISTS
       (SELECT 1 FROM function_versions v WHERE contains(v.anchors, '"picture":"' || pictures.hash || '"'))`,
    [timestamp(before)],
  );

/** Hashes of pictures that begin with two hex digits. */
export async function pictureHashes(sql: Pick<Sql, "columns">, shard: string): Promise<string[]> {
  const [hashes = []] = await sql.columns("SELECT hash FROM pictures WHERE starts_with(hash, ?)", [shard]);
  return hashes as string[];
}
