import { expect, test } from "vitest";
import { DerivedCache } from "./derived-cache.ts";

const bytesOf = () => 100;

test("what was used last stays within the bytes there are", async () => {
  const cache = new DerivedCache(350);
  const made: string[] = [];
  const get = (key: string) => cache.get(1, key, async () => made.push(key), bytesOf);
  for (const key of ["a", "b", "c", "a", "d", "a", "c", "b"]) await get(key);
  expect(made).toEqual(["a", "b", "c", "d", "b"]);
});

test("a value larger than the cache is given and not kept", async () => {
  const cache = new DerivedCache(50);
  expect(await cache.get(1, "a", async () => 7, bytesOf)).toBe(7);
  expect(await cache.get(1, "a", async () => 8, bytesOf)).toBe(8);
});

test("an older state, or one without a number, finds nothing and leaves nothing", async () => {
  const cache = new DerivedCache(1000);
  const get = (generation: number | null, value: string) => cache.get(generation, "k", async () => value, bytesOf);
  expect(await get(2, "two")).toBe("two");
  expect(await get(1, "one")).toBe("one");
  expect(await get(null, "none")).toBe("none");
  expect(await get(2, "again")).toBe("two");
  expect(await get(3, "three")).toBe("three");
  expect(await get(2, "late")).toBe("late");
  expect(await get(3, "again")).toBe("three");
});

test("what depends on some tables alone is kept until one of them changes, also by a commit while it was worked out", async () => {
  const cache = new DerivedCache(1000);
  const get = (generation: number, value: string, tables: string[] | null = ["a", "b"]) =>
    cache.get(generation, `k ${tables}`, async () => value, bytesOf, tables);
  await get(1, "one");
  await get(1, "one", null);
  expect(await get(2, "two")).toBe("one");
  expect(await get(2, "two", null)).toBe("two");
  cache.change("c", 3);
  expect(await get(3, "three")).toBe("one");
  cache.change("b", 4);
  expect(await get(3, "late")).toBe("one");
  expect(await get(4, "four")).toBe("four");
  const slow = cache.get(
    4,
    "slow",
    async () => {
      cache.change("a", 5);
      return "of four";
    },
    bytesOf,
    ["a"],
  );
  expect(await slow).toBe("of four");
  expect(await cache.get(5, "slow", async () => "of five", bytesOf, ["a"])).toBe("of five");
});
