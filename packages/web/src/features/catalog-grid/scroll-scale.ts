/** Taller elements are cut by browsers (Firefox at 17.9 million pixels, Chromium at 33.5), so that longer content is scaled. */
export const TALLEST_PX = 8_000_000;
/** A scroll event that moves farther than this many screens is a jump of the scrollbar's thumb. */
const JUMP_SCREENS = 3;

/** Content that is looked at through a screen of `viewPx`; all in CSS pixels. */
export interface ScrollSpan {
  contentPx: number;
  viewPx: number;
}

/** Where the screen is: the browser's scroll offset, and the content's pixel at the top of the screen. */
export interface ScrollPlace {
  scrollTop: number;
  topPx: number;
}

/** Height of the element that the browser scrolls. */
export const scrolledPx = ({ contentPx }: ScrollSpan): number => Math.min(contentPx, TALLEST_PX);

const contentRange = ({ contentPx, viewPx }: ScrollSpan): number => Math.max(0, contentPx - viewPx);
const scrollRange = (span: ScrollSpan): number => Math.max(0, scrolledPx(span) - span.viewPx);

const clamp = (value: number, high: number): number => Math.max(0, Math.min(high, value));

/** The scroll offset at which the thumb of the scrollbar stands where `topPx` is in the content. */
export function restingScrollTop(span: ScrollSpan, topPx: number): number {
  const range = contentRange(span);
  return range === 0 ? 0 : (clamp(topPx, range) / range) * scrollRange(span);
}

/**
 * Where the content is after the browser has scrolled: in long content a small step moves it pixel by pixel, a jump to
 * the place that the thumb shows.
 */
export function placeAfterScroll(span: ScrollSpan, before: ScrollPlace, scrollTop: number): ScrollPlace {
  const range = contentRange(span);
  if (span.contentPx <= TALLEST_PX) return { scrollTop, topPx: clamp(scrollTop, range) };
  const moved = scrollTop - before.scrollTop;
  if (Math.abs(moved) <= JUMP_SCREENS * span.viewPx) return { scrollTop, topPx: clamp(before.topPx + moved, range) };
  return { scrollTop, topPx: (clamp(scrollTop, scrollRange(span)) / scrollRange(span)) * range };
}

/** Whether steps have brought the scroll offset so near to an end that the next ones would be cut off before the content ends. */
export function isNearEnd(span: ScrollSpan, { scrollTop, topPx }: ScrollPlace): boolean {
  if (span.contentPx <= TALLEST_PX) return false;
  const isOff = Math.abs(scrollTop - restingScrollTop(span, topPx)) > 1;
  return isOff && (scrollTop < span.viewPx || scrollTop > scrollRange(span) - span.viewPx);
}
