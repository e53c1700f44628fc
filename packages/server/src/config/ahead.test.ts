import { expect, test } from "vitest";
import { ahead } from "./ahead.ts";

test("one item is made while another is worked on, and no more", async () => {
  let made = 0;
  async function* items() {
    for (let i = 1; i <= 5; i++) {
      made++;
      yield i;
    }
  }
  const seen: [number, number][] = [];
  for await (const item of ahead(items())) {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push([item, made]);
  }
  expect(seen).toEqual([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
    [5, 5],
  ]);
});

test("an error reaches the reader at its place, and a reader that stops ends the source", async () => {
  let isEnded = false;
  async function* items() {
    try {
      yield 1;
      yield 2;
      throw new Error("broken");
    } finally {
      isEnded = true;
    }
  }
  const seen: number[] = [];
  const read = async () => {
    for await (const item of ahead(items())) seen.push(item);
  };
  await expect(read()).rejects.toThrow("broken");
  expect(seen).toEqual([1, 2]);
  isEnded = false;
  for await (const _ of ahead(items())) break;
  expect(isEnded).toBe(true);
});
