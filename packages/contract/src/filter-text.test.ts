import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Filter } from "./filter.ts";
import { readFilterInput } from "./filter-input.ts";
import { printFilter } from "./filter-print.ts";
import { pointAt } from "./filter-problem.ts";
import { parseFilter } from "./filter-text.ts";
import { simplify } from "./filter-tree.ts";
import { isProblem, type Problem } from "./problems.ts";

const problemOf = (text: string, metadata?: string[]): Problem => {
  try {
    parseFilter(text, metadata ? { metadata } : {});
  } catch (error) {
    if (isProblem(error, "bad-filter")) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
};

describe("reading filter texts", () => {
  it("reads the example of the command line", () => {
    expect(parseFilter('function("green apples") >= 0.8 and dataset = "arrivals" and not label exists')).toEqual({
      and: [
        { function: "green apples", op: ">=", value: 0.8 },
        { field: "dataset", op: "=", value: "arrivals" },
        { not: { field: "label", op: "exists" } },
      ],
    });
  });

  it.each<[string, Filter]>([
    ["", { and: [] }],
    ["true", { and: [] }],
    ["FALSE", { or: [] }],
    ["media = image", { field: "mediaType", op: "=", value: "image" }],
    [
      "width between 10 and 20 and bytes<=1e6",
      {
        and: [
          { field: "width", op: "between", value: [10, 20] },
          { field: "bytes", op: "<=", value: 1_000_000 },
        ],
      },
    ],
    ['label in (red, "green apple", 7)', { field: "label", op: "in", value: ["red", "green apple", 7] }],
    ["tag in ()", { field: "tag", op: "in", value: [] }],
    ["key starts with shop/apples-2", { field: "key", op: "starts with", value: "shop/apples-2" }],
    ["created >= 2026-01-05", { field: "created", op: ">=", value: "2026-01-05" }],
    ["duplicate = true", { field: "duplicate", op: "=", value: true }],
    ["text contains 'it\\'s'", { field: "text", op: "contains", value: "it's" }],
    ["metadata.price < -2.5", { field: "metadata.price", op: "<", value: -2.5 }],
    ['metadata."odd name" exists', { field: "metadata.odd name", op: "exists" }],
    [
      "label = a or label = b and tag = c",
      {
        or: [
          { field: "label", op: "=", value: "a" },
          {
            and: [
              { field: "label", op: "=", value: "b" },
              { field: "tag", op: "=", value: "c" },
            ],
          },
        ],
      },
    ],
    [
      "not (label = a or tag = b)",
      {
        not: {
          or: [
            { field: "label", op: "=", value: "a" },
            { field: "tag", op: "=", value: "b" },
          ],
        },
      },
    ],
    ["dataset not in (a)", { not: { field: "dataset", op: "in", value: ["a"] } }],
    ['function("x") between 0.2 and 0.4', { function: "x", op: "between", value: [0.2, 0.4] }],
    ["function(x) unscored", { function: "x", op: "unscored" }],
    ["function(x) exists", { function: "x", op: "exists" }],
    ['embedding("space") = failed', { embedding: "space", op: "=", value: "failed" }],
    ["embedding(s) in (none, pending)", { embedding: "s", op: "in", value: ["none", "pending"] }],
    ['project("fruit")', { project: "fruit" }],
    ['batch("apples 1")', { batch: "apples 1" }],
    ['batch("apples 1", project "fruit")', { batch: "apples 1", project: "fruit" }],
    [
      'region("Map", 3, "0 0, 1.5 -2, .5 1e3")',
      {
        region: {
          projection: "Map",
          version: 3,
          polygon: [
            [0, 0],
            [1.5, -2],
            [0.5, 1000],
          ],
        },
      },
    ],
    ['cluster("Map", 3) = 17', { cluster: [17], projection: "Map", version: 3 }],
    ["cluster(Map, 3) in (17, 18)", { cluster: [17, 18], projection: "Map", version: 3 }],
    ["cluster(Map, 3) not in (17)", { not: { cluster: [17], projection: "Map", version: 3 } }],
    ['mapped("Map")', { mapped: "Map" }],
    ['mapped("Map", 2)', { mapped: "Map", version: 2 }],
    [
      'similarity(space "cn3", like "key1", like "key2", unlike "key3", text "a red apple", centroid) >= 0.7',
      {
        similarity: {
          space: "cn3",
          combine: "centroid",
          negativeWeight: 0.5,
          anchors: [
            { key: "key1", sign: "+" },
            { key: "key2", sign: "+" },
            { key: "key3", sign: "-" },
            { text: "a red apple", sign: "+" },
          ],
        },
        op: ">=",
        value: 0.7,
      },
    ],
  ])("%s", (text, filter) => {
    expect(parseFilter(text)).toEqual(filter);
  });

  it.each<[string, number, string]>([
    ["label =", 8, "expected value"],
    ["label = x dataset = y", 11, "expected and, or or end"],
    ["label ~ x", 7, "no meaning"],
    ['label = "x', 9, "closing double quote"],
    ["(label = x", 11, "expected and, or or )"],
    ["widht > 3", 1, "Did you mean width?"],
    ["label contians x", 7, "Did you mean contains?"],
    ["function(x) = 1", 13, "expected >=, >, <=, <, between, unscored or exists"],
    ["embedding(x) = broken", 16, "expected none, pending, ready or failed"],
    ["width > 1e999", 9, "too large"],
    ['label = "\\q"', 10, "not an escape"],
    ["label = or", 9, "put it in quotes"],
    ["similarity(space s, 'k') > 1", 21, "expected like"],
    ['region("Map", 3, "0 0, 1 1")', 18, "3 to 10,000 corners"],
    ['region("Map", 3, "0 0, 1 1, 2 x")', 18, '"2 x" is no corner'],
    ['region("Map", 3, "0 0, 1 1, 2 1e999")', 18, '"2 1e999" is no corner'],
    ['region("Map", "0 0, 1 1, 2 2")', 15, "expected version"],
    ['region("Map", 1.5, "0 0, 1 1, 2 2")', 15, "whole number from 1 on"],
    ['cluster("Map", 3) > 1', 19, "expected = or in"],
    ['cluster("Map") = 1', 14, "expected ,"],
    ['mapped("Map", 0)', 15, "whole number from 1 on"],
    ["metadata. exists", 11, "expected metadata name"],
  ])("%s: column %i", (text, column, message) => {
    const problem = problemOf(text);
    expect(problem.message).toContain(message);
    expect(problem.fields.column).toBe(column);
  });

  it("suggests the metadata field behind a name without its prefix", () => {
    expect(problemOf("Price > 3", ["price", "weight"]).message).toContain("Did you mean metadata.price?");
    expect(problemOf('"unit cost" > 3').message).toContain("begins with a field");
  });

  it("points at the column of a line", () => {
    expect(pointAt("label = 🍏 and\nwidht > 3", 16, 5)).toBe("widht > 3\n^^^^^");
    expect(pointAt("tag = 🍏🍏 widht", 12, 5)).toBe("tag = 🍏🍏 widht\n         ^^^^^");
    expect(pointAt("label =", 8)).toBe("label =\n       ^");
  });

  it("refuses nesting beyond 64 levels, however deep, without exhausting the stack", () => {
    const nested = (n: number) => `${"(".repeat(n)}label exists${")".repeat(n)}`;
    expect(parseFilter(nested(64))).toEqual({ field: "label", op: "exists" });
    expect(problemOf(nested(65)).fields.column).toBe(65);
    expect(problemOf("not ".repeat(20_000)).message).toContain("64");
    let deep: unknown = { field: "label", op: "exists" };
    for (let i = 0; i < 100_000; i++) deep = { not: deep };
    expect(() => readFilterInput(deep as Filter)).toThrow("nested deeper than 64");
  });

  it("refuses texts of more than 100,000 characters", () => {
    expect(problemOf(`label = "${"x".repeat(100_000)}"`).message).toContain("100000");
  });
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.constantFrom("apple", "and", "true", "3", "it's", '"', "\\", "\n", "ß", "\ud800"),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const scalar = fc.oneof(text, number, fc.boolean());
const field = fc.oneof(
  fc.constantFrom("key", "label", "mediaType", "width"),
  text.filter((t) => t !== "").map((t) => `metadata.${t}`),
);
const score = fc.oneof(
  fc.record({ op: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const), value: number }),
  fc.record({ op: fc.constant("between" as const), value: fc.tuple(number, number) }),
);
const sign = fc.constantFrom("+" as const, "-" as const);
const anchor = fc.oneof(
  fc.record({ key: text, sign }),
  fc.record({ text: text.filter((t) => t !== ""), sign }),
  fc.record({ vector: fc.array(number, { minLength: 2, maxLength: 3 }), sign }),
  fc.record({ image: fc.constantFrom("", "QUJD", "QQ=="), name: text, sign }),
);
const projection = text.filter((t) => t !== "");
const version = fc.integer({ min: 1, max: 1e9 });
const condition = fc.oneof(
  fc.record({
    field,
    op: fc.constantFrom("=" as const, "!=" as const, "<" as const, "contains" as const, "starts with" as const),
    value: scalar,
  }),
  fc.record({ field, op: fc.constant("between" as const), value: fc.tuple(scalar, scalar).map((pair) => [...pair]) }),
  fc.record({ field, op: fc.constant("in" as const), value: fc.array(scalar, { maxLength: 4 }) }),
  fc.record({ field, op: fc.constant("exists" as const) }),
  fc.record({ function: text, op: fc.constantFrom("exists" as const, "unscored" as const) }),
  fc.tuple(text, score).map(([name, s]) => ({ function: name, ...s })),
  fc.record({
    embedding: text,
    op: fc.constant("in" as const),
    value: fc.constant(["ready" as const, "none" as const]),
  }),
  fc.record({ project: text }),
  fc.record({ batch: text, project: text }),
  fc.record({
    region: fc.record({
      projection,
      version,
      polygon: fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 5 }),
    }),
  }),
  fc.record({ cluster: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), projection, version }),
  fc.record({ mapped: projection }),
  fc.record({ mapped: projection, version }),
  fc
    .tuple(
      fc.record({
        space: text,
        anchors: fc.array(anchor, { minLength: 1, maxLength: 3 }),
        combine: fc.constantFrom("nearest" as const, "centroid" as const),
        negativeWeight: fc.double({ min: 0, max: 10, noNaN: true }),
      }),
      score,
    )
    .map(([similarity, s]) => ({ similarity, ...s })),
) as fc.Arbitrary<Filter>;
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, depthIdentifier: "filter" },
    condition,
    fc.array(tie("filter"), { maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie("filter"), { maxLength: 3 }).map((or) => ({ or })),
    tie("filter").map((not) => ({ not })),
  ),
}));

describe("printing filters", () => {
  it("gives a text that reads back as the same tree", () => {
    fc.assert(
      fc.property(filter, (tree) => {
        expect(parseFilter(printFilter(tree))).toEqual(simplify(tree));
      }),
      { numRuns: 400 },
    );
  });

  it("is canonical: printing what was read changes nothing", () => {
    fc.assert(
      fc.property(filter, (tree) => {
        const printed = printFilter(tree);
        expect(printFilter(parseFilter(printed))).toBe(printed);
      }),
      { numRuns: 200 },
    );
  });

  it("reads or refuses any text, and points inside it when it refuses", () => {
    const word = fc.constantFrom(
      "label",
      "metadata.",
      "=",
      "(",
      ")",
      ",",
      "and",
      "or",
      "not",
      '"x"',
      "'",
      "3",
      "in",
      "between",
      "function",
      "similarity",
      "like",
      "contains",
      "exists",
      "🍏",
    );
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }).map((words) => words.join(" ")),
        (input) => {
          try {
            parseFilter(input);
          } catch (error) {
            if (!isProblem(error, "bad-filter")) throw error;
            expect(error.fields.column).toBeGreaterThanOrEqual(1);
            expect(error.fields.column).toBeLessThanOrEqual(input.length + 1);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
