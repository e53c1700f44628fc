import type { Filter } from "@pomona/contract/filter";
import { expect, it } from "vitest";
import { readClusters, toggleCluster } from "./cluster-filter.ts";

const map = { name: "shop", version: 2 };
const other: Filter = { cluster: [4], projection: "shop", version: 1 };

it("clusters of a map are one condition, which goes with the last of them; those of another version stay", () => {
  const two = toggleCluster(toggleCluster([other], map, 7), map, 4);
  expect(two).toEqual([other, { cluster: [7, 4], projection: "shop", version: 2 }]);
  expect(readClusters(two, map)).toEqual([7, 4]);
  expect(toggleCluster(toggleCluster(two, map, 7), map, 4)).toEqual([other]);
});
