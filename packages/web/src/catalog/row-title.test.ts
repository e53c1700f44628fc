import { expect, it } from "vitest";
import { rowName } from "./row-title.ts";

const picture = { key: "shop/b.jpg", mediaType: "image" as const, text: null };
const text = { key: "k", mediaType: "text" as const, text: "Where is my card?" };

it("names a picture by its key, with its labels where the key does not hold them", () => {
  expect(rowName({ ...picture, labels: [] })).toBe("shop/b.jpg");
  expect(rowName({ ...picture, labels: ["Anjou"] })).toBe("shop/b.jpg: Anjou");
});

it("names a text by its key, what it says and its labels, and cuts a long one", () => {
  expect(rowName({ ...text, labels: ["card"] })).toBe("k: Where is my card? card");
  expect(rowName({ ...text, text: "x".repeat(5000), labels: [] }).length).toBeLessThan(800);
});
