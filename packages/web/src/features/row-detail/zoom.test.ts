import fc from "fast-check";
import { expect, it } from "vitest";
import { fittedSize, moveBy, WHOLE, zoomAt } from "./zoom.ts";

const box = { widthPx: 800, heightPx: 600, pictureWidthPx: 800, pictureHeightPx: 600 };
const point = fc.record({ x: fc.integer({ min: -400, max: 400 }), y: fc.integer({ min: -300, max: 300 }) });

it("keeps the point under the pointer where it is while it zooms in", () => {
  fc.assert(
    fc.property(
      point,
      fc.double({ min: 1.01, max: 4, noNaN: true }),
      fc.integer({ min: 1, max: 3 }),
      (at, factor, times) => {
        let zoom = WHOLE;
        const before = { x: (at.x - zoom.x) / zoom.scale, y: (at.y - zoom.y) / zoom.scale };
        for (let i = 0; i < times; i++) zoom = zoomAt(zoom, factor, { ...at, box });
        expect((at.x - zoom.x) / zoom.scale).toBeCloseTo(before.x, 6);
        expect((at.y - zoom.y) / zoom.scale).toBeCloseTo(before.y, 6);
      },
    ),
  );
});

it("never shows space beside a picture that could fill it, whatever is done", () => {
  const change = fc.oneof(
    fc.record({ kind: fc.constant("zoom" as const), factor: fc.double({ min: 0.1, max: 5, noNaN: true }), at: point }),
    fc.record({
      kind: fc.constant("move" as const),
      by: fc.tuple(fc.integer({ min: -2000, max: 2000 }), fc.nat(2000)),
    }),
  );
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      let zoom = WHOLE;
      for (const one of changes)
        zoom = one.kind === "zoom" ? zoomAt(zoom, one.factor, { ...one.at, box }) : moveBy(zoom, one.by, box);
      expect(zoom.scale).toBeGreaterThanOrEqual(1);
      expect(zoom.scale).toBeLessThanOrEqual(16);
      expect(Math.abs(zoom.x)).toBeLessThanOrEqual((800 * zoom.scale - 800) / 2 + 1e-6);
      expect(Math.abs(zoom.y)).toBeLessThanOrEqual((600 * zoom.scale - 600) / 2 + 1e-6);
    }),
  );
});

it("comes back to the whole picture by zooming out", () => {
  expect(zoomAt(zoomAt(WHOLE, 4, { x: 300, y: -200, box }), 0.01, { x: 5, y: 5, box })).toEqual(WHOLE);
});

it("fits a picture into its box, and enlarges a small one only so far", () => {
  expect(fittedSize({ width: 4000, height: 1000 }, { widthPx: 800, heightPx: 600 }, 2.5)).toEqual({
    widthPx: 800,
    heightPx: 200,
  });
  expect(fittedSize({ width: 100, height: 50 }, { widthPx: 800, heightPx: 600 }, 2.5)).toEqual({
    widthPx: 250,
    heightPx: 125,
  });
});
