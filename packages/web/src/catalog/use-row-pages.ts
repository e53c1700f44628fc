import type { Row } from "@pomona/contract/rows";
import { keepPreviousData, type UseQueryResult, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { forgetFarPages, PAGE_ROWS, type RowPage, type RowsAsked, rowPageQuery } from "../api/catalog-rows.ts";
import type { CatalogQuery } from "./catalog-query.ts";

/** Pages that are kept besides those on the screen. */
const KEPT_PAGES = 16;
/** A screen that passes by this fast shows nothing that is worth asking for. */
const SETTLE_MS = 90;

/** The result of the catalog's query, row by row; only pages near the screen are in memory. */
export interface RowPages {
  /** The query that the rows are of; the one before while another is under way. */
  query: CatalogQuery;
  /** The query with the scores that its rows carry; what its pages are kept under. */
  asked: RowsAsked;
  total: number;
  isPending: boolean;
  /** The first rows have come, maybe those of the query before. */
  isSuccess: boolean;
  isPlaceholderData: boolean;
  error: Error | null;
  /** Asks again for what could not be had. */
  retry: () => void;
  /** The row at a position; undefined while it is not loaded. */
  rowAt: (position: number) => Row | undefined;
  /** The rows that are loaded, in order. */
  loaded: readonly Row[];
  /** Says which positions are on the screen; their pages, and one more at either end, are asked for. */
  show: (first: number, last: number) => void;
}

export function useRowPages(query: CatalogQuery, scores?: readonly string[]): RowPages {
  const asking = useMemo<RowsAsked>(() => ({ query, scores }), [query, scores]);
  const first = useQuery({ ...rowPageQuery(asking, 0), placeholderData: keepPreviousData });
  const asked = useSettled(asking, first.isPlaceholderData);
  const { numbers, show } = useShownPages(asked, first.data?.total ?? 0);
  const { pages, error } = useQueries({
    queries: numbers.map((page) => rowPageQuery(asked, page)),
    combine: combinePages,
  });
  const client = useQueryClient();
  return useMemo(() => {
    const byNumber = new Map(pages.map((page) => [page.page, page.rows]));
    if (first.data) byNumber.set(0, first.data.rows);
    return {
      query: asked.query,
      asked,
      total: first.data?.total ?? 0,
      isPending: first.isPending,
      isSuccess: first.isSuccess,
      isPlaceholderData: first.isPlaceholderData,
      error: first.error ?? error,
      retry: () => void client.refetchQueries({ queryKey: ["rows", asked.query], type: "active" }),
      rowAt: (position) => byNumber.get(Math.floor(position / PAGE_ROWS))?.[position % PAGE_ROWS],
      loaded: [...byNumber].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows),
      show,
    };
  }, [
    asked,
    first.data,
    first.isPending,
    first.isSuccess,
    first.isPlaceholderData,
    first.error,
    error,
    pages,
    client,
    show,
  ]);
}

/** A row and where it stands in the result. */
export interface PlacedRow {
  row: Row;
  position: number;
}

/**
 * Rows of a result around the one that stands at a position, wherever the screen is. A row that has left the result, for
 * example as it was labelled, has the one that took its position behind it.
 */
export function useNeighbourRows(
  { asked, total }: RowPages,
  key: string,
  position: number | null,
): { before?: PlacedRow; after?: PlacedRow } {
  const place = position ?? 0;
  const numbers = [...new Set([place - 1, place, place + 1].map((one) => Math.floor(Math.max(0, one) / PAGE_ROWS)))];
  const { pages } = useQueries({
    queries: position === null ? [] : numbers.map((page) => rowPageQuery(asked, page)),
    combine: combinePages,
  });
  const placed = (wanted: number): PlacedRow | undefined => {
    if (wanted < 0 || wanted >= total) return undefined;
    const row = pages.find(({ page }) => page === Math.floor(wanted / PAGE_ROWS))?.rows[wanted % PAGE_ROWS];
    return row && { row, position: wanted };
  };
  if (position === null) return {};
  const here = placed(position);
  const [before, after] = [placed(position - 1), here && here.row.key !== key ? here : placed(position + 1)];
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

const combinePages = (results: UseQueryResult<RowPage>[]) => ({
  pages: results.flatMap((result) => (result.data ? [result.data] : [])),
  error: results.find((result) => result.error)?.error ?? null,
});

/** What is shown: the query before, until the first rows of the new one are there. */
function useSettled(asking: RowsAsked, isWaiting: boolean): RowsAsked {
  const [settled, setSettled] = useState(asking);
  if (!isWaiting && settled !== asking) setSettled(asking);
  return isWaiting ? settled : asking;
}

/** Numbers of the pages on the screen. While it jumps they stay, until it rests. */
function useShownPages(asked: RowsAsked, total: number) {
  const client = useQueryClient();
  const [range, setRange] = useState({ low: 0, high: 0 });
  const latest = useRef(range);
  const timer = useRef(0);
  const lastPage = Math.max(0, Math.ceil(total / PAGE_ROWS) - 1);
  const show = useCallback(
    (first: number, last: number) => {
      const low = Math.max(0, Math.floor(first / PAGE_ROWS) - 1);
      const high = Math.min(lastPage, Math.floor(last / PAGE_ROWS) + 1);
      const before = latest.current;
      if (before.low === low && before.high === high) return;
      latest.current = { low, high };
      clearTimeout(timer.current);
      if (Math.abs(before.low - low) <= 2) setRange(latest.current);
      else timer.current = window.setTimeout(() => setRange(latest.current), SETTLE_MS);
    },
    [lastPage],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(
    () => forgetFarPages(client, asked, { page: (range.low + range.high) >> 1, most: KEPT_PAGES }),
    [client, asked, range],
  );
  const { low, high } = range;
  const numbers = useMemo(
    () => Array.from({ length: Math.max(0, Math.min(high, lastPage) - low + 1) }, (_, i) => low + i),
    [low, high, lastPage],
  );
  return { numbers, show };
}
