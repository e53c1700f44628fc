import type { Sql, Transaction } from "./database.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import { int, timestamp } from "./sql-values.ts";

/** Puts rows on the review list of a slice; one that is on it stays as it is. */
export async function addToReviewList(
  tx: Transaction,
  { slice, rows, automation, now }: { slice: number; rows: ArrayLike<number>; automation: number; now: Date },
): Promise<void> {
  await tx.run(
    `INSERT INTO review_rows SELECT ?, row, ?, ? FROM (SELECT unnest(?::UINTEGER[]) AS row)
     WHERE row NOT IN (SELECT row FROM review_rows WHERE slice = ?)`,
    [slice, automation, timestamp(now), ordinalList(rows), slice],
  );
}

/** Rows on the review list of each slice, by its id. */
export const countReviewRows = async (sql: Pick<Sql, "all">): Promise<Map<number, number>> =>
  new Map(
    (await sql.all("SELECT slice, count(*) AS n FROM review_rows GROUP BY slice")).map((row) => [
      int(row.slice),
      int(row.n),
    ]),
  );

/** Takes rows off the review list of a slice, all of them without `rows`; gives how many were on it. */
export async function removeFromReviewList(tx: Transaction, slice: number, rows?: ArrayLike<number>): Promise<number> {
  const where = rows ? `slice = ? AND row ${IN_ORDINALS}` : "slice = ?";
  const values = rows ? [slice, ordinalList(rows)] : [slice];
  const count = int((await tx.one(`SELECT count(*) AS n FROM review_rows WHERE ${where}`, values))?.n);
  await tx.run(`DELETE FROM review_rows WHERE ${where}`, values);
  return count;
}
