import { expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { nearestNeighbours } from "../neighbours/nearest-neighbours.ts";
import { inline } from "../parallel.ts";
import type { Points } from "../projection/points.ts";
import { mulberry32, shuffled } from "../shuffle.ts";
import { chanceOf, type DenseGroups, denseGroups } from "./dense-groups.ts";

const DIMS = 16;
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
/** Points around a place, `spread` wide. */
function cloud(seed: number, count: number, { centre = 0, spread = 1 } = {}): number[][] {
  const random = mulberry32(seed);
  const place = mulberry32(1000 + centre);
  const middle = Array.from({ length: DIMS }, () => (centre === 0 ? 0 : 2 * normal(place)));
  return Array.from({ length: count }, () => middle.map((x) => x + spread * normal(random)));
}
const pointsOf = (rows: readonly number[][]): Points => ({
  values: Float32Array.from(rows.flat()),
  count: rows.length,
  dims: DIMS,
});
async function find(
  selected: readonly number[][],
  others: readonly number[][],
  options: { smallest?: number; leastLift?: number; most?: number; otherWeight?: number } = {},
): Promise<DenseGroups> {
  const points = pointsOf([...selected, ...others]);
  const neighbours = await nearestNeighbours(inline(mapTasks), points, { k: 15, seed: 0 });
  const { smallest = 5, leastLift = 2, most = 12, otherWeight = 1 } = options;
  const weights = { selected: 1, other: otherWeight };
  return denseGroups({ points, selected: selected.length, neighbours, weights, smallest, leastLift, most });
}

/** Two groups of the selection alone (0-59, 60-99), one that others fill as densely (100-149), and scattered rows. */
const planted = {
  selected: [
    ...cloud(1, 60, { centre: 1, spread: 0.4 }),
    ...cloud(2, 40, { centre: 2, spread: 0.4 }),
    ...cloud(3, 50, { centre: 3, spread: 0.4 }),
    ...cloud(4, 100, { spread: 2.5 }),
  ],
  others: [...cloud(5, 600, { centre: 3, spread: 0.4 }), ...cloud(6, 2000, { spread: 2.5 })],
};
const sorted = (group: Int32Array | undefined): number[] => [...(group ?? [])].sort((a, b) => a - b);
const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

test("finds the groups that are dense in the selection only, and leaves out what others fill as densely", async () => {
  const { groups, filled } = await find(planted.selected, planted.others);
  expect(sorted(groups[0])).toEqual(range(0, 60));
  expect(sorted(groups[1])).toEqual(range(60, 40));
  expect(groups.slice(2).flatMap((group) => sorted(group).filter((point) => point < 150))).toEqual([]);
  expect(filled).toBeGreaterThan(0);
});

test("the same points in another order, and another sample as large, make the same groups", async () => {
  const { groups } = await find(planted.selected, planted.others);
  const order = shuffled(Uint32Array.from(planted.selected.keys()), 7);
  const again = await find(
    Array.from(order, (point) => planted.selected[point] as number[]),
    planted.others.toReversed(),
  );
  expect(again.groups.map((group) => sorted(Int32Array.from(group, (place) => order[place] as number)))).toEqual(
    groups.map(sorted),
  );
});

test("points come nearest the middle first", async () => {
  const { groups } = await find(planted.selected, planted.others);
  const group = [...(groups[0] ?? [])];
  const mean = range(0, DIMS).map(
    (i) => group.reduce((sum, point) => sum + (planted.selected[point]?.[i] ?? 0), 0) / group.length,
  );
  const distances = group.map((point) =>
    Math.hypot(...mean.map((value, i) => value - (planted.selected[point]?.[i] ?? 0))),
  );
  expect(distances).toEqual(distances.toSorted((a, b) => a - b));
});

test.each([1, 2, 3, 4, 5, 6])("a random part of the rows makes no groups (seed %i)", async (seed) => {
  const rows = cloud(seed, 2000, { spread: 1 });
  const { groups } = await find(rows.slice(0, 200), rows.slice(200));
  expect(groups).toEqual([]);
});

test("small groups are left out, and no more are given than are wanted", async () => {
  const { groups } = await find(planted.selected, planted.others, { smallest: 50 });
  expect(groups.map(({ length }) => length).every((length) => length >= 50)).toBe(true);
  expect((await find(planted.selected, planted.others, { most: 1 })).groups).toHaveLength(1);
});

test("a sample of the others stands for all of them", async () => {
  const tenth = planted.others.filter((_, i) => i % 10 === 0);
  const { groups } = await find(planted.selected, tenth, { otherWeight: 10 });
  expect(sorted(groups[0])).toEqual(range(0, 60));
  // A scattered point or two may stand nearer than any of the sample.
  expect(sorted(groups[1])).toEqual(expect.arrayContaining(range(60, 40)));
  expect(groups[1]?.length).toBeLessThan(44);
});

test("few or equal points are no fault", async () => {
  expect((await find([], [])).groups).toEqual([]);
  expect((await find([], planted.others)).groups).toEqual([]);
  expect((await find(planted.selected.slice(0, 1), planted.others)).groups).toEqual([]);
  const same = Array.from({ length: 8 }, () => planted.selected[0] as number[]);
  expect((await find(same, planted.others)).groups.map(sorted)).toEqual([range(0, 8)]);
});

test("the chance is bounded from above, and not by far", () => {
  // 5 of 5 at one half is 1/32; 8 or more of 10 are 56/1024; 2 or more of 100 at one in 200 are 0.0898.
  expect(chanceOf(5, 5, 0.5)).toBeCloseTo(1 / 32, 12);
  expect(chanceOf(8, 10, 0.5)).toBeGreaterThan(56 / 1024);
  expect(chanceOf(8, 10, 0.5)).toBeLessThan(0.2);
  expect(chanceOf(2, 100, 1 / 200)).toBeGreaterThan(0.0898);
  expect([chanceOf(5, 10, 0.5), chanceOf(1, 10, 0.5)]).toEqual([1, 1]);
});
