import type { Sql, Transaction } from "./database.ts";
import { int, stringList } from "./sql-values.ts";

/** What a row is looked up by. */
type LookedUp = "key" | "content_hash";

const HASHES = "row, (hash(key) >> 32)::UINTEGER AS key, (hash(content_hash) >> 32)::UINTEGER AS content_hash";

/**
 * Makes hashes of all keys and contents, for an import that looks up some thousand of them in every batch: 12 bytes a row
 * in a temporary table of the writer, read in a twentieth of the time of the texts. Writes that add rows keep it up, and a
 * write that fails takes its changes back. Cost: one scan of both columns, some 0.1 s for a million rows.
 */
export async function openRowLookup(tx: Transaction): Promise<void> {
  await tx.run(`CREATE OR REPLACE TEMP TABLE row_lookup AS SELECT ${HASHES} FROM rows`);
  await tx.run("SET VARIABLE has_row_lookup = true");
}

export async function closeRowLookup(tx: Transaction): Promise<void> {
  await tx.run("RESET VARIABLE has_row_lookup");
  await tx.run("DROP TABLE IF EXISTS temp.row_lookup");
}

/** Kept in a variable of the connection, as asking the catalog takes milliseconds among hundreds of tables. */
const isOpen = async (sql: Pick<Sql, "one">): Promise<boolean> =>
  (await sql.one("SELECT getvariable('has_row_lookup') AS is_open"))?.is_open === true;

/** Takes up rows that were added since. A row that is gone stays: its ordinal is never used again. */
export async function extendRowLookup(tx: Transaction): Promise<void> {
  if (!(await isOpen(tx))) return;
  const last = (await tx.one("SELECT max(row) AS row FROM row_lookup"))?.row ?? -1;
  await tx.run(`INSERT INTO row_lookup SELECT ${HASHES} FROM rows WHERE row > ${int(last)}`);
}

/**
 * Ordinals among which all rows are that have one of the values; a few may have another value, or be gone. Null where no
 * lookup is open on this connection.
 */
export async function candidateRows(
  sql: Pick<Sql, "all" | "one">,
  by: LookedUp,
  values: readonly string[],
): Promise<number[] | null> {
  if (!(await isOpen(sql))) return null;
  const rows = await sql.all(
    `SELECT row FROM row_lookup WHERE ${by} IN (SELECT (hash(value) >> 32)::UINTEGER FROM (SELECT unnest(?) AS value))`,
    [stringList(values)],
  );
  return rows.map(({ row }) => int(row));
}
