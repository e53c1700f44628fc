import { expect, test } from "vitest";
import { createOwners } from "./space-owners.ts";

test("counts rows once, however often they are set or cleared", () => {
  const owners = createOwners(10);
  owners.set([1, 2, 3], 7);
  owners.set([3, 4], 8);
  owners.clear([1, 9, 500]);
  owners.clear([1]);
  expect(owners.count).toBe(3);
  expect([...owners.column]).toEqual([0, 0, 7, 8, 8, 0, 0, 0, 0, 0]);
});

test("grows to cover new ordinals, keeps what it holds, and leaves the former column to its readers", () => {
  const owners = createOwners();
  owners.set([0], 1);
  const before = owners.column;
  owners.set([1000], 2);
  expect(owners.column.length).toBeGreaterThan(1000);
  expect([owners.column[0], owners.column[1000], owners.count]).toEqual([1, 2, 2]);
  owners.clear([0]);
  expect(before[0]).toBe(1);
  owners.grow(5);
  expect(owners.column.length).toBeGreaterThan(1000);
});
