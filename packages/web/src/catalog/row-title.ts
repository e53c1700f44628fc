import type { Row } from "@pomona/contract/rows";

/** What a tile is captioned with: its labels, or the end of its key. */
export const rowTitle = (row: Pick<Row, "key" | "labels">): string =>
  row.labels.length > 0 ? row.labels.join(", ") : keyTail(row.key);

/** Text that a card shows of a text row: its beginning, or the passage that was looked for. */
export function cardText(row: Pick<Row, "text" | "passage">): string {
  if (row.passage === null) return row.text?.slice(0, 700) ?? "";
  return row.text?.startsWith(row.passage) ? row.text.slice(0, 700) : `…${row.passage}`;
}

/** What a tile is named for those who cannot see it: its key, what its card says, and its caption. */
export function rowName(row: Pick<Row, "key" | "mediaType" | "text" | "passage" | "labels">): string {
  const title = rowTitle(row);
  if (row.mediaType === "text" && row.text) return `${row.key}: ${cardText(row)} ${title}`;
  return row.key.includes(title) ? row.key : `${row.key}: ${title}`;
}

const keyTail = (key: string): string => key.slice(key.lastIndexOf("/") + 1) || key;

/** The score the current order gives a row: of the similarity search, or of the function it is sorted or filtered by. */
export function rowScore(row: Row, isSimilar: boolean, functionName: string | undefined): number | null {
  if (isSimilar) return row.rank;
  return functionName === undefined ? null : (row.scores[functionName] ?? null);
}
