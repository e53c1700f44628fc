import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadOrder } from "./spread-order.ts";

describe("the spread order", () => {
  it("has every number below the count once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), (count) => {
        expect(Array.from(spreadOrder(count)).sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, i) => i),
        );
      }),
    );
  });

  it("spreads any prefix evenly: no tenth of the points has much more or less than a tenth of it", () => {
    const count = 1_000_000;
    for (const length of [1000, 4321, 50_000]) {
      const tenths = new Array<number>(10).fill(0);
      for (const point of spreadOrder(count, length)) tenths[Math.floor((point * 10) / count)]!++;
      expect(Math.min(...tenths)).toBeGreaterThan(length * 0.09);
      expect(Math.max(...tenths)).toBeLessThan(length * 0.11);
    }
  });

  it("is fair to rows of which every tenth is alike", () => {
    const last = new Array<number>(10).fill(0);
    for (const point of spreadOrder(100_000, 2000)) last[point % 10]!++;
    expect(Math.min(...last)).toBeGreaterThan(150);
  });
});
