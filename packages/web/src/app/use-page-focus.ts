import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { copy } from "../copy.ts";

export const MAIN_ID = "main";

/** The title of the page at a path: the heading of the longest beginning that is known. */
function pageTitle(path: string): string {
  const [, first = ""] = path.split("/");
  return copy.pageTitles[first as keyof typeof copy.pageTitles] ?? copy.pageNotFound;
}

/**
 * Names each page in the tab, and after a change of page puts the focus at its beginning, so that keyboards and screen
 * readers go on there. What a page itself has given the focus to keeps it.
 */
export function usePageFocus(): void {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const before = useRef(path);
  useEffect(() => {
    document.title = path === "/" ? copy.product : `${pageTitle(path)} · ${copy.product}`;
    if (before.current === path) return;
    before.current = path;
    const main = document.getElementById(MAIN_ID);
    if (main && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
  }, [path]);
}
