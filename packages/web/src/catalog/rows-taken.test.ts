import { expect, it } from "vitest";
import { rowsTaken } from "./rows-taken.ts";

it("counts the rows of the media types that a space takes", () => {
  const rows = { images: 2127, texts: 10 };
  expect(rowsTaken({ modalities: ["image"] }, rows)).toBe(2127);
  expect(rowsTaken({ modalities: ["image", "text"] }, rows)).toBe(2137);
});
