import type { Filter } from "@pomona/contract/filter";
import { expect, it } from "vitest";
import { NOTHING_SELECTED, withFilter } from "../../catalog/selection.ts";
import { regionFilter, regionsOf, shownRegions } from "./map-region.ts";

const map = { projection: "shop", version: 2 };
const corners = [0.123456, 1, 5.98765, 1, 3, -4.3];

it("a drawn polygon is a condition as precise as it was drawn", () => {
  const polygon = (scale: number) =>
    (regionFilter(map, corners, scale) as { region: { polygon: unknown } }).region.polygon;
  expect(polygon(40)).toEqual([
    [0.12, 1],
    [5.99, 1],
    [3, -4.3],
  ]);
  expect(polygon(0.1)).toEqual([
    [0, 1],
    [6, 1],
    [3, -4],
  ]);
});

it("regions of this version are found anywhere in the filter; those of another are not drawn on it", () => {
  const region = regionFilter(map, corners, 1000);
  const other = regionFilter({ ...map, version: 1 }, corners, 1000);
  const filter: Filter = { and: [{ or: [{ project: "p" }, { not: region }] }, other] };
  expect(regionsOf(filter, map).map((polygon) => [...polygon])).toEqual([[0.1235, 1, 5.9877, 1, 3, -4.3]]);
});

it("a selected region is drawn once, though the filter it was drawn under has regions of its own", () => {
  const [first, second] = [regionFilter(map, corners, 10), regionFilter(map, [0, 0, 1, 0, 1, 1], 10)];
  const selection = withFilter(NOTHING_SELECTED, { and: [first, second] }, true);
  expect(shownRegions(first, selection, map)).toHaveLength(2);
});
