import type { QueryRequest } from "@pomona/contract/rows";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { CatalogQuery } from "../catalog/catalog-query.ts";
import { copy } from "../copy.ts";
import { api } from "./client.ts";

/** Rows of a page; page p holds the positions from p * PAGE_ROWS on. */
export const PAGE_ROWS = 120;

/** What the catalog asks for, and the functions whose scores its rows carry (absent: those in filter and sort). */
export interface RowsAsked {
  query: CatalogQuery;
  scores: readonly string[] | undefined;
}

const pageKey = ({ query, scores }: RowsAsked, page: number) => ["rows", query, scores ?? null, page] as const;

/** One page of the rows of the catalog, wherever it is. A page that nobody shows any more is no longer waited for. */
export const rowPageQuery = (asked: RowsAsked, page: number) =>
  queryOptions({
    queryKey: pageKey(asked, page),
    queryFn: async ({ client, signal }) => {
      const { query, scores } = asked;
      const place = placeOf(client, asked, page);
      const request = { ...query, ...place, limit: PAGE_ROWS, ...(scores ? { scores: [...scores] } : {}) };
      const { rows, total, next, previous } = await api.query(request, { signal });
      return { page, rows, total, next, previous };
    },
    structuralSharing: false,
  });

export type RowPage = Awaited<ReturnType<NonNullable<ReturnType<typeof rowPageQuery>["queryFn"]>>> & { page: number };

/** Where a page is: next to a page that is there, so that no row is left out or shown twice; else at its position. */
function placeOf(
  client: QueryClient,
  asked: RowsAsked,
  page: number,
): Pick<QueryRequest, "after" | "before" | "offset"> {
  if (page === 0) return {};
  const known = (number: number) => {
    const state = client.getQueryState<RowPage>(pageKey(asked, number));
    return state?.isInvalidated ? undefined : state?.data;
  };
  const after = known(page - 1)?.next;
  if (after) return { after };
  const before = known(page + 1)?.previous;
  return before ? { before } : { offset: page * PAGE_ROWS };
}

/** Forgets pages of the rows that are not shown, the farthest from `page` first, so that at most `most` are kept. */
export function forgetFarPages(client: QueryClient, asked: RowsAsked, { page, most }: { page: number; most: number }) {
  const far = (key: readonly unknown[]): number => Math.abs(Number(key.at(-1)) - page);
  const kept = client
    .getQueryCache()
    .findAll({ queryKey: ["rows", asked.query, asked.scores ?? null], type: "inactive" });
  for (const old of kept.sort((a, b) => far(a.queryKey) - far(b.queryKey)).slice(most))
    client.getQueryCache().remove(old);
}

/** Where a row stands in the result; one that has left it, for example as it was labelled, where it stood last. */
export const positionQuery = (query: CatalogQuery, key: string) =>
  queryOptions({
    queryKey: ["position", query, key],
    queryFn: async ({ client, queryKey, signal }): Promise<number | null> => {
      const { position } = await api.rowPosition({ ...query, key }, { signal });
      return position ?? client.getQueryData<number | null>(queryKey) ?? null;
    },
  });

/** Key of the row at a position of the result; an error where there is none any more. */
export async function keyAtPosition(query: CatalogQuery, position: number): Promise<string> {
  const { rows } = await api.query({ ...query, scores: [], offset: position, limit: 1 });
  if (!rows[0]) throw new Error(copy.rowGone);
  return rows[0].key;
}
