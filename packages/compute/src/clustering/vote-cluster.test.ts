import { expect, test } from "vitest";
import { voteCluster, voteClusters } from "./vote-cluster.ts";

test("most neighbours decide, none among them, and the nearest where there are as many of two", () => {
  const labels = [7, 8, 8, -1, -1];
  expect(voteCluster([0, 1, 2], labels)).toBe(8);
  expect(voteCluster([0, 1], labels)).toBe(7);
  expect(voteCluster([1, 0], labels)).toBe(8);
  expect(voteCluster([3, 4, 0], labels)).toBe(-1);
  expect(voteCluster([], labels)).toBe(-1);
});

test("on a finer level only those vote that are in the cluster of the level above", () => {
  const coarse = [1, 1, 1, 2, 2, -1];
  const fine = [10, 11, 11, 20, 20, -1];
  expect(voteClusters([3, 4, 0, 1, 2], [coarse, fine])).toEqual([1, 11]);
  expect(voteClusters([3, 0, 4], [coarse, fine])).toEqual([2, 20]);
  expect(voteClusters([5, 0, 5], [coarse, fine])).toEqual([-1, -1]);
});
