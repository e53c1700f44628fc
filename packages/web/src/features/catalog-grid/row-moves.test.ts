import { expect, it } from "vitest";
import { moveOfKey, stepInList } from "./row-moves.ts";

it("keeps the active row inside the rows", () => {
  const list = { rowCount: 12, rowsPerScreen: 5 };
  expect(stepInList(0, "up", list)).toBe(0);
  expect(stepInList(3, "down", list)).toBe(4);
  expect(stepInList(9, "page-down", list)).toBe(11);
  expect(stepInList(3, "page-up", list)).toBe(0);
  expect(stepInList(3, "end", list)).toBe(11);
  expect(stepInList(3, "start", list)).toBe(0);
});

it("leaves keys with a modifier to the browser", () => {
  const key = { key: "ArrowLeft", ctrlKey: false, metaKey: false, altKey: false };
  expect(moveOfKey(key)).toBe("left");
  expect(moveOfKey({ ...key, altKey: true })).toBeUndefined();
  expect(moveOfKey({ ...key, key: "x" })).toBeUndefined();
});
