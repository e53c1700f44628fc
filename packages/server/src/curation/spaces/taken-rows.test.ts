import { expect, test } from "vitest";
import { TakenRows } from "./taken-rows.ts";

test("a row is taken once, wherever it is", () => {
  const taken = new TakenRows();
  const rows = [0, 7, 8, 8191, 8192, 3_000_000, 100_000_000];
  expect(rows.map((row) => taken.take(row))).toEqual(rows.map(() => true));
  expect(rows.map((row) => taken.take(row))).toEqual(rows.map(() => false));
  expect(taken.take(1)).toBe(true);
});
