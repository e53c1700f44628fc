import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { besides, type ClipBox, clipBoxOf, type View } from "./view.ts";

const side = fc.double({ min: -3, max: 3, noNaN: true });
const box = fc
  .tuple(side, side, side, side)
  .map(([a, b, c, d]): ClipBox => [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]);
const holds = ([left, bottom, right, top]: ClipBox, x: number, y: number) =>
  x > left && x < right && y > bottom && y < top;

describe("boxes besides a picture", () => {
  it("hold each place of the view once, but those of the picture", () => {
    const place = fc.double({ min: -0.999, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(box, place, place, (picture, x, y) => {
        const onEdge = picture.some((edge) => edge === x || edge === y);
        fc.pre(!onEdge);
        const holding = besides(picture).filter((part) => holds(part, x, y)).length;
        expect(holding).toBe(holds(picture, x, y) ? 0 : 1);
      }),
    );
  });
});

describe("the place of a picture in a view", () => {
  const view: View = { camera: { x: 2, y: 1, scale: 10 }, width: 200, height: 100, ratio: 1 };

  it("is all of it for the same view", () => {
    expect(clipBoxOf(view, view)).toEqual([-1, -1, 1, 1]);
  });

  it("moves with the map and grows with the zoom", () => {
    // 5 map units to the right are 50 of 200 pixels: half a clip unit to the left.
    expect(clipBoxOf(view, { ...view, camera: { x: 7, y: 1, scale: 10 } })).toEqual([-1.5, -1, 0.5, 1]);
    expect(clipBoxOf(view, { ...view, camera: { x: 2, y: 1, scale: 20 } })).toEqual([-2, -2, 2, 2]);
  });
});
