import type { Row } from "@pomona/contract/rows";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { catalogRowsQuery } from "../../api/catalog-rows.ts";
import type { CatalogQuery } from "../../catalog/catalog-query.ts";

/** Rows are asked for when the screen comes this close to the end of what is loaded. */
const AHEAD_ROWS = 200;

/** The rows of a query as far as they are loaded, and a hook that loads on to what the screen shows. */
export function useGridPages(query: CatalogQuery) {
  const pages = useInfiniteQuery(catalogRowsQuery(query));
  const rows = useMemo<readonly Row[]>(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  return { ...pages, rows, total: pages.data?.pages[0]?.total ?? 0 };
}

export function useLoadTo(lastShown: number, pages: ReturnType<typeof useGridPages>): void {
  const { rows, hasNextPage, isFetching, isError, fetchNextPage } = pages;
  const isNeeded = hasNextPage && !isFetching && !isError && lastShown + AHEAD_ROWS > rows.length;
  useEffect(() => {
    if (isNeeded) void fetchNextPage();
  }, [isNeeded, fetchNextPage]);
}
