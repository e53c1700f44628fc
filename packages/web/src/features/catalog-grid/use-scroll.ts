import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { isNearEnd, placeAfterScroll, restingScrollTop, type ScrollPlace, type ScrollSpan } from "./scroll-scale.ts";

const REST_MS = 150;

export interface Scroll extends ScrollPlace {
  isMoving: boolean;
  /** Brings a pixel of the content to the top of the screen. */
  scrollTo: (topPx: number) => void;
}

/** Scrolls content of any height in an element. `span` must be the same object while its heights are. */
export function useScroll(scroller: RefObject<HTMLElement | null>, span: ScrollSpan): Scroll {
  const [place, setPlace] = useState<ScrollPlace>({ scrollTop: 0, topPx: 0 });
  const [isMoving, setIsMoving] = useState(false);
  const now = useRef(place);
  const set = useCallback((next: ScrollPlace) => {
    if (next.topPx === now.current.topPx && next.scrollTop === now.current.scrollTop) return;
    now.current = next;
    setPlace(next);
  }, []);
  const scrollTo = useCallback(
    (topPx: number) => {
      const element = scroller.current;
      if (!element) return;
      element.scrollTop = restingScrollTop(span, topPx);
      const limit = Math.max(0, span.contentPx - span.viewPx);
      set({ scrollTop: element.scrollTop, topPx: Math.max(0, Math.min(limit, topPx)) });
    },
    [scroller, span, set],
  );
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let rest = 0;
    const scrolled = (): void => {
      const next = placeAfterScroll(span, now.current, element.scrollTop);
      set(next);
      setIsMoving(true);
      clearTimeout(rest);
      if (isNearEnd(span, next)) scrollTo(next.topPx);
      rest = window.setTimeout(() => {
        setIsMoving(false);
        // Scrolled on since, which is told with the next frame: that must not be taken back.
        if (element.scrollTop === now.current.scrollTop) scrollTo(now.current.topPx);
      }, REST_MS);
    };
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      element.removeEventListener("scroll", scrolled);
      clearTimeout(rest);
    };
  }, [scroller, span, scrollTo, set]);
  // Content that got shorter, or a screen that got taller, may have moved the offset without an event.
  useLayoutEffect(() => {
    const limit = Math.max(0, span.contentPx - span.viewPx);
    if (now.current.topPx > limit) scrollTo(limit);
  }, [span, scrollTo]);
  return { ...place, isMoving, scrollTo };
}
