import type { Row } from "@pomona/contract/rows";
import type { Space } from "@pomona/contract/spaces";

/** The space to search in when none is chosen: one that all these rows have vectors in, suggested ones and full ones first. */
export function suggestedSpace(
  spaces: readonly Space[],
  rows: readonly Pick<Row, "embeddings">[] = [],
): Space | undefined {
  const fitting = spaces.filter((space) => rows.every((row) => row.embeddings[space.name] === "ready"));
  return [...(fitting.length > 0 ? fitting : spaces)].sort(
    (a, b) => Number(b.isSuggested) - Number(a.isSuggested) || b.count - a.count,
  )[0];
}
