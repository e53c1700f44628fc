import { useEffect, useLayoutEffect, useRef } from "react";
import type { CatalogQuery } from "../../catalog/catalog-query.ts";

interface KeptPlace {
  /** Another one where rows have other places. */
  layout: object;
  query: CatalogQuery;
  /** Whether there are rows, and their places are known. */
  isReady: boolean;
  /** Position of the first row on the screen. */
  firstShown: number;
  setActive: (position: number) => void;
  show: (position: number) => void;
}

/**
 * Keeps the same rows on the screen when tiles get another size, in another view, and after a reload or another page;
 * another result starts at its top.
 */
export function useKeepPlace({ layout, query, isReady, firstShown, setActive, show }: KeptPlace): void {
  const before = useRef({ layout, query });
  const shown = useRef({ query, position: firstShown });
  // Read once the view before this one, if there was any, has stored it.
  const waiting = useRef<number | null>(null);
  useLayoutEffect(() => {
    waiting.current ??= readPlace(query);
    if (before.current.query !== query) {
      waiting.current = 0;
      setActive(0);
      show(0);
    } else if (waiting.current > 0) {
      if (isReady) {
        setActive(waiting.current);
        show(waiting.current);
        waiting.current = 0;
      }
    } else if (before.current.layout !== layout && shown.current.position > 0) show(shown.current.position);
    before.current = { layout, query };
  });
  useEffect(() => {
    if (waiting.current === 0) shown.current = { query, position: firstShown };
  });
  useLayoutEffect(() => {
    const keep = (): void => storePlace(shown.current.query, shown.current.position);
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      keep();
    };
  }, []);
}

const STORED_AS = "pomona.place";

interface StoredPlace {
  query: CatalogQuery;
  position: number;
  /** Which load of the page it is of. */
  page: number;
}

function storePlace(query: CatalogQuery, position: number): void {
  try {
    sessionStorage.setItem(STORED_AS, JSON.stringify({ query, position, page: performance.timeOrigin }));
  } catch {
    // Without storage the next view begins at the top.
  }
}

/** Where the result of a query was looked at last; 0 for another one, and where an address was opened anew. */
function readPlace(query: CatalogQuery): number {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED_AS) ?? "null") as Partial<StoredPlace> | null;
    const isSamePage = stored?.page === performance.timeOrigin || cameBack();
    const isSame = isSamePage && JSON.stringify(stored?.query) === JSON.stringify(query);
    return isSame && Number.isInteger(stored?.position) ? Math.max(0, Number(stored?.position)) : 0;
  } catch {
    return 0;
  }
}

/** Whether the page was loaded again, or gone back to. */
const cameBack = (): boolean =>
  performance
    .getEntriesByType("navigation")
    .some((entry) => (entry as PerformanceNavigationTiming).type !== "navigate");
