import { expect, test } from "vitest";
import { createUnigramTokenizer, type UnigramVocabulary } from "./unigram-tokenizer.ts";

const CONTROLS: UnigramVocabulary = ["<unk>", "<s>", "</s>", "<1>", "<2>", "<3>"].map((name) => [name, 0] as const);
const vocabulary: UnigramVocabulary = [
  ...CONTROLS,
  ["▁", -3],
  ["a", -2],
  ["b", -2],
  ["ab", -3],
  ["▁a", -4],
  ["▁abc", -20],
  ["c", -5],
];
const tokenizer = createUnigramTokenizer(vocabulary, { maxTokens: 8 });
const pieces = (text: string): string[] => tokenizer.encode(text).map((id) => vocabulary[id]?.[0] ?? "");

test("takes the most probable segmentation, not the longest pieces", () => {
  // ▁ ab c: -3 -3 -5 = -11; ▁a b c: -4 -2 -5 = -11 as well; ▁abc: -20.
  expect(pieces("abc").join("")).toBe("▁abc");
  expect(pieces("abc")).not.toContain("▁abc");
  expect(pieces("aab")).toEqual(["▁a", "ab"]);
});

test("makes one unknown token of a run of unknown characters", () => {
  expect(pieces("aZZZb")).toEqual(["▁a", "<unk>", "b"]);
});

test("normalises to NFKC and gives nothing for an empty text", () => {
  expect(tokenizer.encode("ａ")).toEqual(tokenizer.encode("a"));
  expect(tokenizer.encode("")).toEqual([]);
});

test("keeps the first tokens of a long text and does not read the rest", () => {
  const started = performance.now();
  expect(tokenizer.encode("ab ".repeat(2_000_000))).toHaveLength(8);
  expect(performance.now() - started).toBeLessThan(1000);
});
