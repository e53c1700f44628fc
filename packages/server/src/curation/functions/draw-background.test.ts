import { expect, test } from "vitest";
import { drawBackground } from "./draw-background.ts";

const ownersOf = (length: number, isLive: (ordinal: number) => boolean) => {
  const owners = new Int32Array(new SharedArrayBuffer(length * 4));
  for (let ordinal = 0; ordinal < length; ordinal++) owners[ordinal] = isLive(ordinal) ? 1 : 0;
  return owners;
};

test("draws live rows alone, each once, rising", async () => {
  const owners = ownersOf(5000, (ordinal) => ordinal % 3 !== 0);
  const drawn = await drawBackground(owners, { count: 500, seed: 1 });
  expect(drawn).toHaveLength(500);
  expect(new Set(drawn).size).toBe(500);
  expect([...drawn]).toEqual([...drawn].sort((a, b) => a - b));
  expect([...drawn].filter((ordinal) => ordinal % 3 === 0)).toEqual([]);
});

test("draws every row where there are no more", async () => {
  const owners = ownersOf(10, () => true);
  expect([...(await drawBackground(owners, { count: 10, seed: 3 }))]).toHaveLength(10);
  expect([...(await drawBackground(owners, { count: 50, seed: 3 }))]).toHaveLength(10);
  expect([...(await drawBackground(owners, { count: 0, seed: 3 }))]).toEqual([]);
});

test("the seed decides, and other rows change only their share of the draw", async () => {
  const draw = (length: number, seed: number) =>
    drawBackground(
      ownersOf(length, () => true),
      { count: 400, seed },
    );
  const [first, again, other, grown] = await Promise.all([draw(4000, 7), draw(4000, 7), draw(4000, 8), draw(4400, 7)]);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const kept = new Set(first);
  const stayed = [...grown].filter((ordinal) => kept.has(ordinal)).length;
  expect(stayed).toBeGreaterThan(330);
  expect(stayed).toBeLessThan(400);
});

test("every row is drawn as often as any other", async () => {
  const owners = ownersOf(200, () => true);
  const times = new Uint32Array(200);
  for (let seed = 0; seed < 400; seed++)
    for (const ordinal of await drawBackground(owners, { count: 50, seed }))
      times[ordinal] = (times[ordinal] as number) + 1;
  // Binomial(400, 1/4): 100 with a standard deviation of 8.7.
  expect(Math.min(...times)).toBeGreaterThan(60);
  expect(Math.max(...times)).toBeLessThan(140);
});
