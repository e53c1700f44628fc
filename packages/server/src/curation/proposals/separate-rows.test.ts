import { bitsetOf } from "@pomona/compute/bitset";
import { expect, test } from "vitest";
import { separateRows } from "./separate-rows.ts";
import { spreadPlaces } from "./spread-places.ts";

const LENGTH = 20;
/** Rows 0 to 4 are members, 5 to 7 others of the selection, the rest is set against them. */
function separate(scores: number[], { weight = 1, anchors = [] as number[] } = {}) {
  return separateRows(Float32Array.from(scores), {
    selected: bitsetOf([0, 1, 2, 3, 4, 5, 6, 7], LENGTH),
    others: bitsetOf([8, 9, 10, 11, 12, 13], LENGTH),
    members: Uint32Array.of(0, 1, 2, 3, 4),
    weight,
    anchors: new Set(anchors),
  });
}

// 0.83 as a float is a hair below it.
test("the threshold leaves out members that lie among the others, and counts every selected row that reaches it", async () => {
  //                members                       selected        others
  const scores = [0.9, 0.88, 0.85, 0.83, 0.2, 0.87, 0.1, Number.NaN, 0.5, 0.4, 0.6, 0.3, 0.35, 0.84];
  expect(await separate(scores)).toEqual({ threshold: 0.8299, rows: 5, held: 5, others: 1 });
});

test("anchors are rows, but tell nothing of how good they are", async () => {
  const scores = [0.9, 0.88, 0.85, 0.83, 0.8, 0.95, 0.1, 0.1, 0.5, 0.4, 0.6, 0.3, 0.35, 0.2];
  expect(await separate(scores, { anchors: [5] })).toEqual({ threshold: 0.8, rows: 6, held: 5, others: 0 });
});

test("a member that stands for many outweighs others below it", async () => {
  const scores = [0.9, 0.8, 0.7, 0.6, 0.3, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
  expect((await separate(scores)).threshold).toBe(0.6);
  expect((await separate(scores, { weight: 10 })).threshold).toBe(0.3);
});

test("the threshold has four digits that count, and reaches the row it was taken from", async () => {
  const scores = [0.00123456, 0.00123999, 0.9, 0.9, 0.9, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  expect(await separate(scores)).toMatchObject({ threshold: 0.001234, rows: 5, others: 0 });
});

test("rows that are unlike each other begin with the first, and none comes twice", () => {
  const vectors = Float32Array.of(1, 0, 0.99, 0.141, 0, 1, 1, 0);
  expect(spreadPlaces(vectors, 2, 2)).toEqual([0, 2]);
  expect(spreadPlaces(vectors, 2, 9)).toEqual([0, 2, 1, 3]);
  expect(spreadPlaces(new Float32Array(0), 2, 3)).toEqual([]);
});
