import fc from "fast-check";
import { expect, it } from "vitest";
import { splitAtWords } from "./split-at-words.ts";

const marked = (text: string, words: string[]) =>
  splitAtWords(text, words)
    .map(({ part, isWord }) => (isWord ? `[${part}]` : part))
    .join("");

it("marks every place that has a word, whatever its case", () => {
  expect(marked("Where is my CARD? My card!", ["card"])).toBe("Where is my [CARD]? My [card]!");
  expect(marked("a+b (x)", ["+", "(x"])).toBe("a[+]b [(x])");
  expect(marked("cards", ["card", "cards"])).toBe("[cards]");
  expect(marked("nothing", [])).toBe("nothing");
});

it("loses nothing of any text", () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (text, words) => {
      const parts = splitAtWords(text, words);
      expect(parts.map(({ part }) => part).join("")).toBe(text);
      for (const { part, start } of parts) expect(text.slice(start, start + part.length)).toBe(part);
    }),
  );
});
