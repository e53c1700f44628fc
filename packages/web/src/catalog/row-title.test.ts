import { expect, it } from "vitest";
import { rowName } from "./row-title.ts";

it("names a picture by its key, and a text by its key and what it says", () => {
  expect(rowName({ key: "a/b.jpg", mediaType: "image", text: null })).toBe("a/b.jpg");
  expect(rowName({ key: "k", mediaType: "text", text: "Where is my card?" })).toBe("k: Where is my card?");
  expect(rowName({ key: "k", mediaType: "text", text: "x".repeat(5000) }).length).toBeLessThan(800);
});
