import { expect, test } from "vitest";
import { clusterTerms } from "./cluster-terms.ts";
import { wordsOf } from "./text-words.ts";

const recipes = [
  "The apple pie recipe needs fresh apples and sugar",
  "Bake the apple pie with cinnamon and sugar",
  "An apple pie is best with vanilla ice cream",
  "Slice the fruit for the apple pie",
];
const sport = [
  "The football match ended in a draw",
  "The goalkeeper saved the penalty in the match",
  "A late goal won the football match",
  "The referee showed a card in the match",
];
const range = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);
const terms = (texts: readonly string[], classes: readonly Int32Array[]): string[][] =>
  clusterTerms({ texts, classes, limit: 3 }).map((list) => list.map(({ term }) => term));

test("the terms of a class are those that the others do not have, two words as one where they go together", () => {
  expect(terms([...recipes, ...sport], [range(0, 4), range(4, 8)])).toEqual([["apple pie"], ["match"]]);
});

test("words that nearly every text of the collection has are left out in any language", () => {
  const texts = [
    "xyzzy rot rot",
    "xyzzy rot",
    "xyzzy rot",
    "xyzzy rot",
    "xyzzy blau",
    "xyzzy blau",
    "xyzzy blau",
    "xyzzy blau",
    "xyzzy",
    "xyzzy",
  ];
  expect(terms(texts, [range(0, 4), range(4, 8)])).toEqual([["rot"], ["blau"]]);
});

test("one long text does not speak for its class: a term counts once for each text", () => {
  const texts = [
    `${"noise ".repeat(50)}harbour ship`,
    "ship harbour",
    "ship harbour",
    "meadow",
    "meadow cow",
    "cow meadow",
  ];
  expect(terms(texts, [range(0, 3), range(3, 6)])[0]).not.toContain("noise");
});

test("of pairs that share a word only the stronger is told", () => {
  const texts = ["measured blood pressure", "measured blood pressure", "high blood pressure", "rain", "rain", "rain"];
  expect(terms(texts, [range(0, 3), range(3, 6)])).toEqual([["blood pressure"], ["rain"]]);
});

test("a class without texts has no terms", () => {
  expect(terms(recipes, [range(0, 4), range(0, 0)])[1]).toEqual([]);
  expect(clusterTerms({ texts: [], classes: [range(0, 0)], limit: 3 })).toEqual([[]]);
});

test("words are lower case and whole, also where a script has no spaces; numbers and function words are gaps", () => {
  expect(wordsOf("L'été: The Straße, don't 42")).toEqual(["l'été", "", "", "straße", "", "don't", ""]);
  expect(wordsOf("苹果手机")).toEqual(["苹果", "手机"]);
});
