import type { Filter } from "@pomona/contract/filter";
import { api } from "./client.ts";

/** The middle of the rows is that of so many at random. */
const SAMPLE_ROWS = 100;
/** The same rows are the examples each time. */
const SEED = 1;

/**
 * Keys of rows of a filter that are most like the middle of all of them in a space, which is taken from a sample; without
 * a space, rows at random.
 */
export async function typicalRows(
  filter: Filter,
  { space, count }: { space: string | undefined; count: number },
): Promise<string[]> {
  const embedded: Filter =
    space === undefined ? filter : { and: [filter, { embedding: space, op: "=", value: "ready" }] };
  const keysOf = ({ rows }: { rows: { key: string }[] }): string[] => rows.map(({ key }) => key);
  const sample = keysOf(await api.query({ filter: embedded, sort: { random: SEED }, limit: SAMPLE_ROWS, scores: [] }));
  if (space === undefined || sample.length === 0) return sample.slice(0, count);
  const anchors = sample.map((key) => ({ key, sign: "+" as const }));
  return keysOf(
    await api.query({
      filter: embedded,
      sort: { similarity: { space, anchors, combine: "centroid" }, descending: true },
      limit: count,
      scores: [],
    }),
  );
}
