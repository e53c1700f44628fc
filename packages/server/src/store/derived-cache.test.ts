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
