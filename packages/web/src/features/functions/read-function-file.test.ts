import { expect, it } from "vitest";
import { readFunctionFile } from "./read-function-file.ts";

it("takes an exported function, and nothing else", () => {
  const file = { format: "pomona-function", formatVersion: 1, name: "ripe", anchors: [] };
  expect(readFunctionFile(JSON.stringify(file))).toEqual(file);
  for (const other of [
    "",
    "[",
    "null",
    "[]",
    "{}",
    JSON.stringify({ ...file, format: "coco" }),
    '{"format":"pomona-function"}',
  ])
    expect([other, readFunctionFile(other)]).toEqual([other, null]);
});
