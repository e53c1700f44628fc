import { expect, test } from "vitest";
import { gatherVectors } from "./gather.ts";

test("packs the vectors at the positions, in their order, into a buffer of its own", () => {
  const vectors = Float32Array.of(1, 2, 3, 4, 5, 6);
  const packed = gatherVectors(vectors, [2, 0, 2], 2);
  expect([...packed]).toEqual([5, 6, 1, 2, 5, 6]);
  packed[0] = 9;
  expect(vectors[4]).toBe(5);
  expect(gatherVectors(vectors, [], 2)).toHaveLength(0);
});
