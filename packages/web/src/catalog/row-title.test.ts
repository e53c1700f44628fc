import { expect, it } from "vitest";
import { cardText, rowName } from "./row-title.ts";

const picture = { key: "shop/b.jpg", mediaType: "image" as const, text: null, passage: null };
const text = { key: "k", mediaType: "text" as const, text: "Where is my card?", passage: null };

it("names a picture by its key, with its labels where the key does not hold them", () => {
  expect(rowName({ ...picture, labels: [] })).toBe("shop/b.jpg");
  expect(rowName({ ...picture, labels: ["Anjou"] })).toBe("shop/b.jpg: Anjou");
});

it("names a text by its key, what it says and its labels, and cuts a long one", () => {
  expect(rowName({ ...text, labels: ["card"] })).toBe("k: Where is my card? card");
  expect(rowName({ ...text, text: "x".repeat(5000), labels: [] }).length).toBeLessThan(800);
});

it("shows of a long text the passage that was looked for", () => {
  expect(cardText({ text: "A long beginning. My card is gone.", passage: "My card is gone." })).toBe(
    "…My card is gone.",
  );
  expect(cardText({ text: "My card is gone. And more.", passage: "My card" })).toBe("My card is gone. And more.");
});
