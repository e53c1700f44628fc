import { conditionsOf } from "@pomona/contract/filter-tree";
import { type QueryRequest, sort as sortSchema } from "@pomona/contract/rows";
import type { PageMark } from "../../store/query-page.ts";
import type { Bitset } from "../../store/vector-store.ts";
import type { PreparedFilter, PreparedSearch } from "./query-context.ts";
import type { RankedSearch } from "./similarity.ts";

const MOST_ROWS = 1000;

/**
 * The search whose best rows are the page that is asked for, so that no row needs a score of its own; null where every
 * score is needed: for another page, the least similar, or a threshold, whose column then serves for the page as well.
 */
export function firstSimilar(request: QueryRequest, { filter }: PreparedFilter): RankedSearch | null {
  const { after, before, offset } = request;
  if (request.sort === undefined || after !== undefined || before !== undefined || offset) return null;
  const limit = request.limit ?? 100;
  if (limit === 0 || limit > MOST_ROWS) return null;
  const sort = sortSchema.parse(request.sort);
  if (!("similarity" in sort) || !sort.descending) return null;
  for (const condition of conditionsOf(filter)) if ("similarity" in condition) return null;
  return sort.similarity;
}

/** The page of a search's best rows; null when there are not enough of them, as those without a vector follow. */
export async function firstSimilarPage(
  search: PreparedSearch,
  { bits, limit }: { bits: Bitset; limit: number },
): Promise<PageMark[] | null> {
  const { ordinals, scores } = await search.top(bits, limit);
  if (ordinals.length < limit) return null;
  return Array.from(ordinals, (ordinal, place) => ({ ordinal, value: String(scores[place]) }));
}
