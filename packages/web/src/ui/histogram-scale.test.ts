import { expect, it } from "vitest";
import {
  barHeights,
  binsInRange,
  countAbove,
  countScores,
  niceStep,
  sliderEnds,
  zoomToRows,
} from "./histogram-scale.ts";

it("shows a single row beside many, and nothing for an empty bin", () => {
  const [many, one, none] = barHeights([10_000, 1, 0]);
  expect(many).toBe(1);
  expect(one).toBeCloseTo(0.06);
  expect(none).toBe(0);
  expect(barHeights([0, 0])).toEqual([0, 0]);
});

it("lights the bins that reach into the range, not the one that ends where it starts", () => {
  expect(binsInRange([0, 1, 2, 3], 1, 2)).toEqual([false, true, true]);
  expect(binsInRange([0, 1, 2, 3], 3, 3)).toEqual([false, false, true]);
});

it("steps by 1, 2 or 5 times a power of ten, and by whole numbers where values are whole", () => {
  expect(niceStep(1, false)).toBeCloseTo(0.005);
  expect(niceStep(4000, true)).toBe(20);
  expect(niceStep(10, true)).toBe(1);
  expect(niceStep(0, false)).toBe(1);
});

it("widens a slider whose values are all the same", () => {
  expect(sliderEnds([4, 4])).toEqual({ min: 4, max: 5 });
  expect(sliderEnds([])).toBeNull();
  expect(sliderEnds([Number.NaN])).toBeNull();
});

it("counts each score once, also at both ends of the range that the scores fill", () => {
  const { counts, edges } = countScores([0.501, 0.55, 0.6, 0.599], 4);
  expect(counts).toEqual([1, 0, 1, 2]);
  expect(edges.at(0)).toBe(0.5);
  expect(edges.at(-1)).toBe(0.6);
  expect(countScores([], 2).counts).toEqual([0, 0]);
});

it("takes a threshold in that lies outside of the bins, and ends on the grid", () => {
  expect(sliderEnds([0.903, 0.951], [0.8], 0.01)).toEqual({ min: 0.8, max: 0.96 });
  expect(sliderEnds([0.5, 0.5], [undefined], 0.01)).toEqual({ min: 0.5, max: 0.51 });
  expect(sliderEnds([0.07, 0.29], [], 0.01)).toEqual({ min: 0.07, max: 0.29 });
});

it("zooms to the bins that hold rows, and joins them until they are few enough, losing none", () => {
  const histogram = { edges: [0, 0.2, 0.4, 0.6, 0.8, 1], counts: [0, 3, 0, 4, 0] };
  expect(zoomToRows(histogram, 10)).toEqual({ edges: [0.2, 0.4, 0.6, 0.8], counts: [3, 0, 4] });
  expect(zoomToRows(histogram, 2)).toEqual({ edges: [0.2, 0.6, 1], counts: [3, 4] });
  expect(zoomToRows({ edges: [0, 1], counts: [0] }, 2).counts).toEqual([0]);
});

it("estimates the rows above a score by the share of the bin that it cuts", () => {
  const histogram = { edges: [0, 0.5, 1], counts: [10, 4] };
  expect(countAbove(histogram, 0)).toBe(14);
  expect(countAbove(histogram, 0.75)).toBe(2);
  expect(countAbove(histogram, 1)).toBe(0);
});
