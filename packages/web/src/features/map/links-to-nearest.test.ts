import { expect, it } from "vitest";
import { linksToNearest } from "./links-to-nearest.ts";

const places = { x: Float32Array.of(0, 10, 1, 9, 4), y: Float32Array.of(0, 0, 0, 1, 0) };

it("links each point to the anchor that is nearest on the map", () => {
  expect(linksToNearest([0, 1], [2, 3, 4], places)).toEqual([
    [0, 2],
    [1, 3],
    [0, 4],
  ]);
});

it("links nothing where no anchor is on the map", () => {
  expect(linksToNearest([], [2, 3], places)).toEqual([]);
});
