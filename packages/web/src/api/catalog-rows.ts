import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import type { CatalogQuery } from "../catalog/catalog-query.ts";
import { api } from "./client.ts";

const FIRST_PAGE_ROWS = 120;
const PAGE_ROWS = 500;
/** A long way down is covered in larger steps. */
const LARGE_PAGE_ROWS = 2000;
const LARGE_FROM_PAGE = 5;

interface PageStart {
  after: string | null;
  limit: number;
}

/** Rows of the catalog in pages, each starting where the one before ended. */
export const catalogRowsQuery = (query: CatalogQuery) =>
  infiniteQueryOptions({
    queryKey: ["rows", query],
    queryFn: ({ pageParam: { after, limit }, signal }) =>
      api.query({ ...query, limit, ...(after === null ? {} : { after }) }, { signal }),
    initialPageParam: { after: null, limit: FIRST_PAGE_ROWS } as PageStart,
    getNextPageParam: (page, pages): PageStart | null =>
      page.next === null
        ? null
        : { after: page.next, limit: pages.length < LARGE_FROM_PAGE ? PAGE_ROWS : LARGE_PAGE_ROWS },
    placeholderData: keepPreviousData,
    // Comparing every row loaded so far with each new page would take seconds at 100,000 rows.
    structuralSharing: false,
  });
