import type { Row, RowEdit } from "@pomona/contract/rows";

type Editable = Pick<Row, "labels" | "tags" | "metadata">;

/** A row as an edit leaves it; a metadata value of null is taken away. */
export const edited = <T extends Editable>(row: T, { labels, tags, metadata }: RowEdit): T => ({
  ...row,
  ...(labels ? { labels } : {}),
  ...(tags ? { tags } : {}),
  ...(metadata
    ? {
        metadata: Object.fromEntries(
          Object.entries({ ...row.metadata, ...metadata }).filter(([, value]) => value !== null),
        ),
      }
    : {}),
});

/** The edit that takes `change` of the row `before` back from the row as it is `now`; what was changed after it stays. */
export const takingBack = (change: RowEdit, before: Editable, now: Editable): RowEdit => ({
  ...(change.labels ? { labels: listTakingBack(change.labels, before.labels, now.labels) } : {}),
  ...(change.tags ? { tags: listTakingBack(change.tags, before.tags, now.tags) } : {}),
  ...(change.metadata
    ? {
        metadata: Object.fromEntries(Object.keys(change.metadata).map((name) => [name, before.metadata[name] ?? null])),
      }
    : {}),
});

function listTakingBack(after: readonly string[], before: readonly string[], now: readonly string[]): string[] {
  const kept = now.filter((value) => before.includes(value) || !after.includes(value));
  const removed = before.filter((value) => !after.includes(value) && !kept.includes(value));
  return [...kept, ...removed];
}
