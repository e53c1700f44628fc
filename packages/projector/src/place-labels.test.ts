import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { labelRanges, placeLabels } from "./place-labels.ts";
import type { MapLabel } from "./point-cloud.ts";

const sizeOf = ({ text }: MapLabel) => ({ width: 10 + 7 * text.length, height: 20 });
const fitScale = 30;
const view = { width: 1000, height: 800 };
const place = fc.oneof(fc.integer({ min: -10, max: 10 }), fc.double({ min: -10, max: 10, noNaN: true }));
const label = fc.record({
  x: place,
  y: place,
  text: fc.string({ maxLength: 30 }),
  level: fc.integer({ min: 0, max: 3 }),
  weight: fc.integer({ min: 0, max: 5 }),
});
const labels = fc.array(label, { maxLength: 60 }).map((all): MapLabel[] => all.map((each, id) => ({ ...each, id })));
const scale = fc.double({ min: 0, max: 12, noNaN: true }).map((power) => 2 ** power);
const camera = fc.record({ x: place, y: place, scale });

describe("labels", () => {
  test("never overlap, at any scale and place of the view", () => {
    fc.assert(
      fc.property(labels, camera, (all, from) => {
        const placed = placeLabels(labelRanges(all, { fitScale, sizeOf }), from, view);
        for (const [i, a] of placed.entries()) {
          for (const b of placed.slice(i + 1)) {
            const [one, other] = [sizeOf(a.label), sizeOf(b.label)];
            const isApart =
              Math.abs(a.left - b.left) >= (one.width + other.width) / 2 - 1e-6 ||
              Math.abs(a.top - b.top) >= (one.height + other.height) / 2 - 1e-6;
            expect(isApart).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("move with the map and neither come nor go within the view while it pans", () => {
    fc.assert(
      fc.property(labels, camera, place, (all, from, dx) => {
        const ranged = labelRanges(all, { fitScale, sizeOf });
        const before = placeLabels(ranged, from, view);
        const after = new Map(
          placeLabels(ranged, { ...from, x: from.x + dx }, view).map((each) => [each.label.id, each]),
        );
        for (const { label: each, left, top, opacity } of before) {
          const moved = left - dx * from.scale;
          if (moved < 0 || moved > view.width) continue;
          expect(after.get(each.id)).toMatchObject({ top, opacity });
          expect(after.get(each.id)!.left).toBeCloseTo(moved, 3);
        }
      }),
    );
  });

  test("are shown over one range of scales each", () => {
    fc.assert(
      fc.property(labels, (all) => {
        const ranged = labelRanges(all, { fitScale, sizeOf });
        expect(ranged.every(({ from, until }) => from < until)).toBe(true);
        expect(new Set(ranged.map((each) => each.label.id)).size).toBe(ranged.length);
      }),
    );
  });

  test("of a coarse level keep those of a fine one away, heavy ones light ones", () => {
    const at = (id: number, level: number, weight: number): MapLabel => ({
      id,
      x: id / 100,
      y: 0,
      text: "word",
      level,
      weight,
    });
    const ranged = labelRanges([at(1, 1, 9), at(2, 0, 1), at(3, 0, 5)], { fitScale, sizeOf });
    const placed = placeLabels(ranged, { x: 0, y: 0, scale: fitScale }, view);
    expect(placed.map((each) => each.label.id)).toEqual([3]);
  });

  test("of the coarsest level are there in the whole view, finer ones from a larger scale on", () => {
    const far = (id: number, level: number): MapLabel => ({ id, x: id * 2, y: 0, text: "word", level, weight: 1 });
    const ranged = labelRanges([far(0, 0), far(1, 1), far(2, 2)], { fitScale, sizeOf });
    const shownAt = (at: number) => placeLabels(ranged, { x: 2, y: 0, scale: at }, view).map((each) => each.label.id);
    expect(shownAt(fitScale)).toEqual([0]);
    expect(shownAt(fitScale * 2)).toEqual([0, 1]);
    expect(shownAt(fitScale * 4)).toEqual([0, 1, 2]);
  });

  test("of a level that has finer ones end when the map is large, those of the finest never", () => {
    const same = (id: number, level: number): MapLabel => ({ id, x: 0, y: 0, text: "word", level, weight: 1 });
    const ranged = labelRanges([same(0, 0), same(1, 1)], { fitScale, sizeOf });
    const shownAt = (at: number) => placeLabels(ranged, { x: 0, y: 0, scale: at }, view).map((each) => each.label.id);
    expect([shownAt(fitScale), shownAt(fitScale * 20), shownAt(fitScale * 1e6)]).toEqual([[0], [1], [1]]);
  });

  test("fade in and out by the scale", () => {
    fc.assert(
      fc.property(labels, camera, (all, from) => {
        for (const { opacity } of placeLabels(labelRanges(all, { fitScale, sizeOf }), from, view)) {
          expect(opacity).toBeGreaterThanOrEqual(0);
          expect(opacity).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("at places that are no numbers are left out, and at most 200 are in view", () => {
    const bad: MapLabel = { id: 0, x: NaN, y: 0, text: "word", level: 0, weight: 1 };
    expect(labelRanges([bad], { fitScale, sizeOf })).toEqual([]);
    const many = Array.from({ length: 900 }, (_, id): MapLabel => ({ ...bad, id, x: id % 30, y: Math.floor(id / 30) }));
    const tiny = { fitScale, sizeOf: () => ({ width: 1, height: 1 }) };
    expect(placeLabels(labelRanges(many, tiny), { x: 15, y: 15, scale: 20 }, view)).toHaveLength(200);
  });
});
