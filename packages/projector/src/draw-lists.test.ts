import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countBits, drawLists, hasBit } from "./draw-lists.ts";
import { spreadOrder } from "./spread-order.ts";

const bits = fc.option(fc.uint8Array({ maxLength: 40 }), { nil: null });
const states = fc.record({
  count: fc.nat(300),
  mask: bits,
  selected: bits,
  shownCount: fc.nat(320),
});

describe("lists to draw", () => {
  it("have each shown point once, as its bit says, in spread order; also when bits end before the points", () => {
    fc.assert(
      fc.property(states, ({ count, mask, selected, shownCount }) => {
        const order = Array.from(spreadOrder(count)).filter((point) => point < shownCount);
        const lists = drawLists({ count, mask, selected, shownCount });
        expect(Array.from(lists.plain)).toEqual(order.filter((point) => !mask || hasBit(mask, point)));
        expect(Array.from(lists.dimmed)).toEqual(order.filter((point) => mask && !hasBit(mask, point)));
        expect(Array.from(lists.selected)).toEqual(order.filter((point) => selected && hasBit(selected, point)));
      }),
    );
  });

  it("count bits as one looks at each", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), fc.nat(300), (some, count) => {
        let ones = 0;
        for (let point = 0; point < count; point++) if (hasBit(some, point)) ones++;
        expect(countBits(some, count)).toBe(ones);
      }),
    );
  });
});
