import type { Filter } from "@pomona/contract/filter";
import { api } from "./client.ts";

/** The same rows are the examples each time. */
const SEED = 1;

/**
 * Keys of rows of a filter at random, which stand for all of its heaps, however many these are; with a space, of those that
 * have a vector in it.
 */
export async function sampleRows(
  filter: Filter,
  { space, count }: { space: string | undefined; count: number },
): Promise<string[]> {
  const embedded: Filter =
    space === undefined ? filter : { and: [filter, { embedding: space, op: "=", value: "ready" }] };
  const { rows } = await api.query({ filter: embedded, sort: { random: SEED }, limit: count, scores: [] });
  return rows.map(({ key }) => key);
}
