import { useEffect, useLayoutEffect, useRef } from "react";
import type { CatalogQuery } from "../../catalog/catalog-query.ts";

interface KeptPlace {
  /** Another one where rows have other places. */
  layout: object;
  query: CatalogQuery;
  /** Position of the first row on the screen. */
  firstShown: number;
  setActive: (position: number) => void;
  show: (position: number) => void;
}

/** Keeps the same rows on the screen when tiles get another size; another result starts at its top. */
export function useKeepPlace({ layout, query, firstShown, setActive, show }: KeptPlace): void {
  const before = useRef({ layout, query });
  const shown = useRef(firstShown);
  useLayoutEffect(() => {
    if (before.current.query !== query) {
      setActive(0);
      show(0);
    } else if (before.current.layout !== layout && shown.current > 0) show(shown.current);
    before.current = { layout, query };
  });
  useEffect(() => {
    shown.current = firstShown;
  });
}
