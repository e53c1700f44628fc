import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition, Filter } from "./filter.ts";
import { readFilterInput } from "./filter-input.ts";
import { readJson } from "./filter-json.ts";
import { placedError } from "./filter-places.ts";
import { badFilter, pointAt } from "./filter-problem.ts";
import { isProblem, Problem } from "./problems.ts";

const problemOf = (input: unknown): Problem => {
  try {
    readFilterInput(input as Filter);
  } catch (error) {
    if (isProblem(error, "bad-filter")) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(input)} was accepted`);
};
const apple: Filter = { field: "label", op: "=", value: "apple" };
const like = (similarity: object) => ({
  similarity: { space: "s", anchors: [{ key: "a" }], ...similarity },
  op: ">",
  value: 0.5,
});

describe("a filter in any of its forms", () => {
  it("is the same filter as text, as tree and as JSON text", () => {
    const tree: Filter = { and: [apple, { not: { project: "fruit" } }] };
    for (const input of [tree, 'label = apple and not project("fruit")', ` \n${JSON.stringify(tree, null, 2)}\n`])
      expect(readFilterInput(input).filter).toEqual(tree);
  });

  it("fills in what a tree may leave out, also in JSON text", () => {
    expect(readFilterInput(JSON.stringify(like({}))).filter).toMatchObject({
      similarity: { combine: "nearest", negativeWeight: 0.5, anchors: [{ key: "a", sign: "+" }] },
    });
  });

  it("has at most 100,000 characters as JSON text", () => {
    expect(problemOf(JSON.stringify({ field: "key", op: "=", value: "x".repeat(100_000) })).message).toContain(
      "at most 100000",
    );
  });
});

describe("a bad tree is refused by the path of its node, with what is allowed", () => {
  const operators = '"=", "!=", "<", "<=", ">", ">=", "between", "in", "contains", "starts with", "exists"';
  it.each<[unknown, string]>([
    [3, "filter: expected a condition, or and, or, not; found 3."],
    [[], "filter: expected a condition, or and, or, not; found a list."],
    [
      { and: [apple, { not: { ...apple, valeu: 3 } }] },
      'filter.and[1].not: unknown field "valeu"; did you mean "value"? Allowed: field, op, value.',
    ],
    [{ or: [{ field: "label", op: "==", value: "x" }] }, `filter.or[0]: "op" must be one of ${operators}, found "==".`],
    [{ field: "label" }, `filter: "op" is missing; it must be one of ${operators}.`],
    [{ field: 3, op: "=", value: 3 }, 'filter: "field" must be a text, found 3.'],
    [{ field: "label", op: "in", value: [{}] }, 'filter: "value" must be a text, a number, true or false, or a list'],
    [{ feild: "label", op: "exists" }, 'filter: unknown field "feild"; did you mean "field"? Allowed: and, or, not'],
    [{ and: [{}] }, "filter.and[0]: an empty node is no condition; it needs one of and, or, not, field, function"],
    [{ or: [], op: "x" }, 'filter: unknown field "op"; did you mean "or"? Allowed: or.'],
    [{ and: apple }, 'filter: "and" must be a list of nodes, found an object.'],
    [{ not: [apple] }, "filter.not: expected a condition, or and, or, not; found a list."],
    [{ and: [], field: "label" }, 'filter: "and" and "field" cannot stand in one node.'],
    [{ and: Array(10_001).fill(apple) }, 'filter: "and" has 10001 parts; at most 10000 are taken.'],
    [{ function: "f", op: "=", value: 1 }, 'filter: "op" must be one of "<", "<=", ">", ">=", "between", "exists"'],
    [{ function: "f", op: ">", value: "1" }, 'filter: "value" must be a number, or [low, high] with `between`'],
    [{ embedding: "s", op: "=", value: "redy" }, 'filter: "value" must be one of none, pending, ready, failed'],
    [
      {
        region: {
          projection: "m",
          version: 1,
          polygon: [
            [0, 0],
            [1, 1],
          ],
        },
      },
      'filter.region: "polygon" must have >=3 items.',
    ],
    [{ region: { projection: "m", version: 1 } }, 'filter.region: "polygon" is missing; it must be a list.'],
    [
      {
        region: {
          projection: "m",
          version: 1,
          polygon: [
            [0, 0],
            [1, 1],
            [2, "2"],
          ],
        },
      },
      'filter.region.polygon[2][1]: this must be a number, found "2".',
    ],
    [{ region: { projection: "m", versoin: 1, polygon: [] } }, 'did you mean "version"?'],
    [{ cluster: 3, projection: "m", version: 1 }, 'filter: "cluster" must be a list, found 3.'],
    [{ cluster: [3], projection: "m" }, 'filter: "version" is missing; it must be a number.'],
    [{ mapped: "m", version: 1.5 }, 'filter: "version" must be'],
    [{ batch: "b", project: "p", x: 1 }, 'filter: unknown field "x"; allowed: batch, project.'],
    [like({ combine: "mean" }), 'filter.similarity: "combine" must be one of "nearest", "centroid", found "mean".'],
    [like({ weight: 1 }), 'filter.similarity: unknown field "weight"; allowed: space, anchors, combine, negative'],
    [like({ negativeWeight: 11 }), 'filter.similarity: "negativeWeight" must be <=10.'],
    [like({ anchors: [] }), 'filter.similarity: "anchors" must have >=1 items.'],
    [
      like({ anchors: [{ key: "a", sing: "-" }] }),
      'filter.similarity.anchors[0]: unknown field "sing"; did you mean "sign"? Allowed: key, sign.',
    ],
    [
      like({ anchors: [{}] }),
      "filter.similarity.anchors[0]: an anchor needs one of key, text, image, picture, vector.",
    ],
    [like({ anchors: ["a"] }), "filter.similarity.anchors[0]: an anchor must be an object with one of key, text"],
    [
      like({ anchors: [{ vector: [1, "a"] }] }),
      'filter.similarity.anchors[0].vector[1]: this must be a number, found "a".',
    ],
    [{ not: { field: "width", op: ">" } }, 'filter.not: ">" takes one value.'],
    [{ field: "width", op: "between", value: [1] }, 'filter.value: "between" takes two values: [low, high].'],
    [{ field: "label", op: "in", value: "x" }, 'filter.value: "in" takes a list of values.'],
    [{ field: "label", op: "exists", value: "x" }, 'filter.value: "exists" takes no value.'],
    [{ embedding: "s", op: "=", value: ["ready"] }, 'filter.value: "=" takes one value.'],
  ])("%j", (tree, message) => {
    expect(problemOf(tree).message).toContain(message);
  });

  it("in few words, however long its names are", () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`${"x".repeat(50)}${i}`, 1]));
    expect(problemOf(many).message.length).toBeLessThan(1000);
    expect(problemOf({ not: apple, ["y".repeat(1e6)]: 1 }).message.length).toBeLessThan(200);
  });

  it("with the path as data too, and in JSON text with the column of the part", () => {
    const text = '{"and": [{"field": "label", "op": "=>", "value": 3}]}';
    expect(problemOf(JSON.parse(text)).fields).toEqual({ path: ["and", 0, "op"] });
    const { message, fields } = problemOf(text);
    expect(message).toMatch(/^Column 29: filter\.and\[0\]: "op" must be one of/);
    expect(text.slice(Number(fields.column) - 1).slice(0, Number(fields.length))).toBe('"op": "=>"');
  });

  it("whatever it is: what the schema refuses has a place and a reason", () => {
    const key = fc.constantFrom(
      "and",
      "or",
      "not",
      "field",
      "op",
      "value",
      "function",
      "batch",
      "similarity",
      "anchors",
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<unknown>("label", "=", "between", 3, null, true),
        fc.array(tie("tree"), { maxLength: 2 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(
        tree.filter((one) => typeof one !== "string"),
        (input) => {
          try {
            readFilterInput(input as Filter);
          } catch (error) {
            if (!isProblem(error, "bad-filter")) throw error;
            expect(error.message).toMatch(/^filter[^ ]*: /);
            expect(error.fields.path).toBeInstanceOf(Array);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("JSON text that is malformed", () => {
  it.each<[string, string]>([
    ['{"and": [', "         ^"],
    ["{and: []}", " ^^^"],
    ['{"and": [],}', "           ^"],
    ['{"and": []} x', "            ^"],
    ['{"and": [tru]}', "         ^^^"],
    ['{"field": "a', "          ^"],
    ['{"field": "a\\q"}', "          ^"],
    ['{"field" "a"}', "         ^"],
    ['{"value": 01}', "           ^"],
  ])("%s is pointed into", (text, caret) => {
    const { column, length } = problemOf(text).fields;
    expect(pointAt(text, Number(column), Number(length)).split("\n")[1]).toBe(caret);
  });

  it("is what JSON.parse refuses, and nothing else", () => {
    const broken = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom("", '"', "{", "]", ",", ":", "\\", "0", "-", "e", " "))
      .map(([text, at, insert]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + insert + text.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(broken, (text) => {
        const read = attempt(() => readJson(text).value);
        const wanted = attempt(() => JSON.parse(text) as unknown);
        if ("value" in wanted) expect(read).toEqual(wanted);
        else {
          const { column } = (read as { error: Problem }).error.fields;
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(text.length + 1);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("is refused, not overflown, when it nests without end", () => {
    expect(problemOf('{"and":['.repeat(10_000)).message).toContain("nested deeper than 64");
    expect(problemOf(`{"x":${"[".repeat(90_000)}`).message).toContain("nested deeper than 64");
  });
});

const attempt = (read: () => unknown): { value: unknown } | { error: unknown } => {
  try {
    return { value: read() };
  } catch (error) {
    return { error };
  }
};

describe("where the parts of conditions were written", () => {
  const text = `label not in (red, 7) and (function("ripe") >= 0.8 or metadata."unit cost" between 1 and "x") or
    batch("b", project "p") or embedding(cn3) = ready or similarity(space s, like "k1", unlike "k 2") > 0.5`;
  const { places } = readFilterInput(text);
  const ofKind = (key: string, name?: string): Condition =>
    [...places.keys()].find((one) => key in one && (name === undefined || Object.values(one)[0] === name)) as Condition;

  const pointed = (condition: Condition, problem: Problem): string => {
    const { column, length } = (placedError(problem, condition, places) as Problem).fields;
    return text.slice(Number(column) - 1, Number(column) - 1 + Number(length));
  };
  const at = (...part: (string | number)[]) => badFilter("Wrong", { part });
  const missing = (noun: string) => new Problem(`${noun}-not-found` as "space-not-found", "There is none");

  it.each<[Condition, Problem, string]>([
    [ofKind("field", "label"), at("field"), "label"],
    [ofKind("field", "label"), at("op"), "in"],
    [ofKind("field", "label"), at("value", 1), "7"],
    [ofKind("field", "metadata.unit cost"), at("field"), 'metadata."unit cost"'],
    [ofKind("field", "metadata.unit cost"), at("value", 1), '"x"'],
    [ofKind("function"), missing("function"), '"ripe"'],
    [ofKind("batch"), missing("batch"), '"b"'],
    [ofKind("batch"), missing("project"), '"p"'],
    [ofKind("embedding"), missing("space"), "cn3"],
    [ofKind("embedding"), at("elsewhere"), "embedding(cn3) = ready"],
    [ofKind("similarity"), missing("space"), "s"],
    [
      ofKind("similarity"),
      new Problem("row-not-found", { detail: "There is none", fields: { key: "k 2" } }),
      'unlike "k 2"',
    ],
  ])("%j, %j: points at %s", (condition, problem, part) => {
    expect(pointed(condition, problem)).toBe(part);
  });

  it("go in front of the message, and errors that are no refusals stay as they are", () => {
    const placed = placedError(at("op"), ofKind("field", "label"), places) as Problem;
    expect([placed.message, placed.fields]).toEqual(["Column 11: Wrong", { column: 11, length: 2 }]);
    const failure = new Error("disk");
    expect(placedError(failure, ofKind("field", "label"), places)).toBe(failure);
    const stopped = new Problem("stopping", "The server is stopping");
    expect(placedError(stopped, ofKind("field", "label"), places)).toBe(stopped);
  });

  it("are paths in a tree", () => {
    const tree = readFilterInput({ and: [apple, { not: { function: "ripe", op: "exists" } }] });
    const condition = [...tree.places.keys()][1] as Condition;
    expect(placedError(missing("function"), condition, tree.places)).toMatchObject({
      message: "filter.and[1].not.function: There is none",
      fields: { path: ["and", 1, "not", "function"] },
    });
  });
});
