import { expect, it } from "vitest";
import { readFilterInput } from "./filter-input.ts";
import { textAsked } from "./text-asked.ts";

const asked = (text: string) => textAsked(readFilterInput(text).filter);

it("collects the words asked for in the text, each once", () => {
  expect(asked('label = "a" and (text contains "Card" or text starts with "where" or text contains "Card")')).toEqual([
    "Card",
    "where",
  ]);
});

it("leaves out what is negated, and conditions on other fields", () => {
  expect(asked('not text contains "card" and key contains "x" and text exists')).toEqual([]);
});
