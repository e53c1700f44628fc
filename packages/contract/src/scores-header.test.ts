import { expect, test } from "vitest";
import type { FunctionOrigin } from "./rows.ts";
import { readScoresHeader, scoresHeader } from "./scores-header.ts";

const origin = (version: number): FunctionOrigin => ({ version, completed: null, parts: [], error: null });

test("a header is ASCII and holds names in any script", () => {
  const origins = { "grüne Äpfel 🍏": origin(3), 'a "b"\n': origin(1), __proto: origin(2) };
  expect(scoresHeader(origins)).toMatch(/^[ -~]+$/);
  expect(readScoresHeader(scoresHeader(origins))).toEqual({ origins, leftOut: 0 });
  expect(readScoresHeader(null)).toBeNull();
});

test("functions that find no room are counted", () => {
  const origins = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`函数 ${i}`, origin(i)]));
  const header = scoresHeader(origins);
  expect(header.length).toBeLessThan(9000);
  const told = readScoresHeader(header);
  const names = Object.keys(told?.origins ?? {});
  expect(names.length).toBeGreaterThan(50);
  expect(names.length + (told?.leftOut ?? 0)).toBe(200);
});
