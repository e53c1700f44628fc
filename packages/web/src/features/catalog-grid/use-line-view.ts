import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import type { RowPages } from "../../catalog/use-row-pages.ts";
import { stepInList } from "./row-moves.ts";
import { scrolledPx } from "./scroll-scale.ts";
import { useElementSize } from "./use-element-size.ts";
import { useKeepPlace } from "./use-keep-place.ts";
import { useRowNavigation } from "./use-row-navigation.ts";
import { useScroll } from "./use-scroll.ts";
import type { ViewHandle } from "./view-handle.ts";

const AHEAD_LINES = 8;
/** Room under the last line for the selection bar. */
const BELOW_PX = 108;

interface LineView {
  pages: RowPages;
  /** Height of the line of a row. */
  linePx: number;
  /** Height of what stays above the rows. */
  headPx: number;
  handle: Ref<ViewHandle>;
}

/** Rows one below the other, in lines of the same height; only those near the screen are drawn. */
export function useLineView({ pages, linePx, headPx, handle }: LineView) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowsElement = useRef<HTMLDivElement>(null);
  const size = useElementSize(scroller);
  const contentPx = headPx + pages.total * linePx + BELOW_PX;
  const span = useMemo(() => ({ contentPx, viewPx: size.heightPx }), [contentPx, size.heightPx]);
  const scroll = useScroll(scroller, span);
  const rowsPx = Math.max(0, size.heightPx - headPx);
  const reveal = (position: number): void => {
    const topPx = position * linePx;
    if (topPx < scroll.topPx) scroll.scrollTo(topPx);
    else if (topPx + linePx > scroll.topPx + rowsPx) scroll.scrollTo(topPx + linePx - rowsPx + BELOW_PX / 2);
  };
  const last = Math.max(0, pages.total - 1);
  const firstShown = Math.min(last, Math.floor(scroll.topPx / linePx));
  const rowsPerScreen = Math.max(1, Math.floor(rowsPx / linePx) - 1);
  const navigation = useRowNavigation({
    pages,
    rowsElement,
    move: (position, step) => stepInList(position, step, { rowCount: pages.total, rowsPerScreen }),
    reveal,
  });
  useImperativeHandle(handle, () => ({ goTo: navigation.goTo, firstShown: () => firstShown }));
  useKeepPlace({
    layout: useMemo(() => ({ linePx }), [linePx]),
    query: pages.query,
    isReady: size.heightPx > 0 && pages.total > 0,
    firstShown,
    setActive: navigation.setActive,
    show: (position) => scroll.scrollTo(position * linePx),
  });
  const from = Math.max(0, firstShown - AHEAD_LINES);
  const to = Math.min(last, firstShown + rowsPerScreen + 2 + AHEAD_LINES);
  const { show } = pages;
  useEffect(() => show(from, to), [show, from, to]);
  const positions =
    size.heightPx === 0 || pages.total === 0 ? [] : Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const { active } = navigation;
  return {
    scroller,
    rowsElement,
    heightPx: scrolledPx(span),
    positions,
    /** Where the line of a row is drawn. */
    startPx: (position: number): number => headPx + position * linePx - scroll.topPx + scroll.scrollTop,
    tabStop: active >= from && active <= to ? active : firstShown,
    firstShown,
    isMoving: scroll.isMoving,
    handlers: navigation.handlers,
  };
}
