import type { Sql } from "./database.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import { int, stringList } from "./sql-values.ts";

export interface RowContent {
  row: number;
  key: string;
  contentHash: string | null;
}

/** The rows that have one of the keys, and those of the same content as one that has. One scan of the rows. */
export async function rowsLikeKeys(sql: Pick<Sql, "all">, keys: readonly string[]): Promise<RowContent[]> {
  if (keys.length === 0) return [];
  const found = await sql.all(
    `WITH named AS (SELECT unnest(?) AS key),
     known AS (SELECT DISTINCT content_hash FROM rows WHERE key IN (SELECT key FROM named) AND content_hash IS NOT NULL)
     SELECT row, key, content_hash FROM rows WHERE key IN (SELECT key FROM named)
       OR content_hash IN (SELECT content_hash FROM known) ORDER BY row`,
    [stringList(keys)],
  );
  return found.map(({ row, key, content_hash: hash }) => ({
    row: int(row),
    key: key as string,
    contentHash: hash as string | null,
  }));
}

/** A number for the content of each row, equal for equal contents. Rows that are gone have none. */
export async function contentsOfRows(sql: Pick<Sql, "all">, ordinals: readonly number[]): Promise<Map<number, number>> {
  const rows = await sql.all(`SELECT row, content_hash FROM rows WHERE row ${IN_ORDINALS} ORDER BY row`, [
    ordinalList(ordinals),
  ]);
  const byHash = new Map<string, number>();
  const contents = new Map<number, number>();
  for (const { row, content_hash: hash } of rows) {
    const ordinal = int(row);
    const content = hash === null ? ordinal : (byHash.get(hash as string) ?? ordinal);
    if (hash !== null) byHash.set(hash as string, content);
    contents.set(ordinal, content);
  }
  return contents;
}
