import fc from "fast-check";
import { expect, it } from "vitest";
import {
  isNearEnd,
  placeAfterScroll,
  restingScrollTop,
  type ScrollPlace,
  scrolledPx,
  TALLEST_PX,
} from "./scroll-scale.ts";

const span = fc.record({
  contentPx: fc.integer({ min: 1000, max: 400_000_000 }),
  viewPx: fc.integer({ min: 200, max: 1000 }),
});
const at = (topPx: number): ScrollPlace => ({ scrollTop: 0, topPx });

it("never scrolls an element taller than browsers draw, and leaves shorter content as it is", () => {
  fc.assert(
    fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), (one, part) => {
      expect(scrolledPx(one)).toBeLessThanOrEqual(TALLEST_PX);
      const topPx = part * (one.contentPx - one.viewPx);
      const scrollTop = restingScrollTop(one, topPx);
      expect(scrollTop).toBeLessThanOrEqual(scrolledPx(one) - one.viewPx + 1e-6);
      if (one.contentPx <= TALLEST_PX) expect(scrollTop).toBeCloseTo(topPx, 3);
    }),
  );
});

it("brings any part of the content to the screen by a jump of the thumb, both ends exactly", () => {
  fc.assert(
    fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), (one, part) => {
      fc.pre(one.contentPx > TALLEST_PX);
      const range = one.contentPx - one.viewPx;
      const far = at(part < 0.5 ? range : 0);
      const from = { ...far, scrollTop: restingScrollTop(one, far.topPx) };
      const reached = placeAfterScroll(one, from, restingScrollTop(one, part * range));
      expect(Math.abs(reached.topPx - part * range)).toBeLessThan(1e-3);
    }),
  );
});

it("moves pixel by pixel with the wheel, and loses no pixel when the offset is set anew", () => {
  const steps = fc.array(fc.integer({ min: -600, max: 600 }), { maxLength: 60 });
  fc.assert(
    fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), steps, (one, part, moves) => {
      fc.pre(one.contentPx > TALLEST_PX);
      const range = one.contentPx - one.viewPx;
      const highest = scrolledPx(one) - one.viewPx;
      let expected = part * range;
      let place = { topPx: expected, scrollTop: restingScrollTop(one, expected) };
      for (const move of moves) {
        // As the browser does: no farther than its own ends.
        const scrollTop = Math.max(0, Math.min(highest, place.scrollTop + move));
        place = placeAfterScroll(one, place, scrollTop);
        if (isNearEnd(one, place)) place = { ...place, scrollTop: restingScrollTop(one, place.topPx) };
        expected = Math.max(0, Math.min(range, expected + move));
        // At the very ends of the content the browser stops a step; nowhere else.
        if (expected > 1000 && expected < range - 1000) expect(Math.abs(place.topPx - expected)).toBeLessThan(1700);
        expected = place.topPx;
      }
      expect(place.topPx).toBeGreaterThanOrEqual(0);
      expect(place.topPx).toBeLessThanOrEqual(range);
    }),
  );
});
