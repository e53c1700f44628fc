import type { SqlValue, Transaction } from "../../store/database.ts";
import { ordinalList } from "../../store/row-table.ts";
import { stringList } from "../../store/sql-values.ts";

/** Adds tags to rows, each after those that the row has; all in one statement. */
export async function addTags(tx: Transaction, tags: ReadonlyMap<number, ReadonlySet<string>>): Promise<void> {
  if (tags.size === 0) return;
  const rows: number[] = [];
  const values: string[] = [];
  let [first, last] = [Number.MAX_SAFE_INTEGER, 0];
  for (const [row, added] of tags) {
    first = Math.min(first, row);
    last = Math.max(last, row);
    for (const tag of added) {
      rows.push(row);
      values.push(tag);
    }
  }
  const pairs: SqlValue[] = [ordinalList(rows), stringList(values)];
  await tx.run(
    `UPDATE rows SET tags = list_concat(rows.tags, list_filter(more.tags, lambda x: NOT list_contains(rows.tags, x)))
     FROM (SELECT row, list(tag ORDER BY place) AS tags FROM (
       SELECT unnest(?::UINTEGER[]) AS row, unnest(?) AS tag, unnest(range(${rows.length})) AS place) GROUP BY row) AS more
     WHERE rows.row = more.row AND rows.row BETWEEN ${first} AND ${last}`,
    pairs,
  );
}
