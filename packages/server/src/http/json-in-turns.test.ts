import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJsonInTurns } from "./json-in-turns.ts";

const FILLING = JSON.stringify(Array.from({ length: 15_000 }, (_, i) => [i, '"},]\\', { a: [1] }]));

/** The value written again, or what is said against the text; as text, because comparing a million values takes seconds. */
const outcome = async (parse: () => unknown): Promise<string> => {
  try {
    return JSON.stringify(await parse());
  } catch (error) {
    return String(error);
  }
};

async function expectSame(text: string): Promise<void> {
  const [actual, expected] = [await outcome(() => parseJsonInTurns(text)), await outcome(() => JSON.parse(text))];
  // Not toBe, which would print megabytes.
  expect(actual === expected, `${actual.slice(0, 200)} is not ${expected.slice(0, 200)}`).toBe(true);
}

test.each<[string, string]>([
  ["a long array among other fields", `{"a":[1,2],"rows": ${FILLING} ,"b":{"c":[3]},"d":"[,]","e":[]}`],
  ["two long arrays", `{"a":${FILLING},"b":${FILLING}}`],
  ["a key given twice", `{"a":${FILLING},"a":[7]}`],
  ["a key given twice, the array first", `{"a":[7],"a":${FILLING}}`],
  ["the key __proto__", `{"__proto__":${FILLING}}`],
  ["an array outermost", FILLING],
  ["a long text", JSON.stringify({ text: '"'.repeat(1 << 18) })],
  ["more arrays than requests have", `{${Array.from({ length: 30_000 }, (_, i) => `"k${i}":[${i}]`)}}`],
  ["a comma at the end of an array", `{"a":[${"[1],".repeat(80_000)}]}`],
  ["a comma at the start of an array", `{"a":[${",[1]".repeat(80_000)}]}`],
  ["two commas", `{"a":[${"[1],".repeat(80_000)},${"[1],".repeat(80_000)}[1]]}`],
  ["a comma alone in an array", `{"a":[${" ".repeat(1 << 18)},]}`],
  ["an array of spaces", `{"a":[${" ".repeat(1 << 18)}]}`],
  ["an array that ends as an object", `{"a":[${"[1],".repeat(80_000)}1}}`],
  ["an array that does not end", `{"a":[${"[1],".repeat(80_000)}1`],
  ["a text that does not end", `{"a":[${"[1],".repeat(80_000)}"1]}`],
  ["two objects", `{"a":${FILLING}}{"a":[1]}`],
  ["a bad word in the middle", `{"a":[${"[1],".repeat(80_000)}nul,${"[1],".repeat(80_000)}1]}`],
])("%s is what it is to JSON.parse", (_, text) => expectSame(text));

test("any object with long arrays, whole or with a character changed, is what it is to JSON.parse", async () => {
  const document = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())), { minKeys: 1 });
  const change = fc.record({ place: fc.nat(), character: fc.constantFrom(...'{}[],"\\: 1n') });
  await fc.assert(
    fc.asyncProperty(document, fc.option(change), async (value, changed) => {
      // Repeated, so that it is long enough to be taken apart.
      const element = JSON.stringify(value);
      const copies = Math.ceil((1 << 18) / element.length);
      let text = `{"first":${element},"many":[${new Array(copies).fill(element).join(",")}],"last":${element}}`;
      if (changed) {
        const place = changed.place % text.length;
        text = text.slice(0, place) + changed.character + text.slice(place + 1);
      }
      await expectSame(text);
    }),
    { numRuns: 100 },
  );
});

test("the event loop gets turns while a long body is parsed", async () => {
  const vectors = Array.from({ length: 4000 }, (_, i) => ({ key: `k${i}`, vector: new Array(512).fill(i / 7) }));
  const text = JSON.stringify({ space: "own", vectors });
  let turns = 0;
  const count = (): void => {
    turns++;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  await parseJsonInTurns(text);
  clearImmediate(next);
  expect(turns).toBeGreaterThan(10);
});
