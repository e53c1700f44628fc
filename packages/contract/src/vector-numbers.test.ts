import { expect, test } from "vitest";
import { z } from "zod";
import { vectorNumbers } from "./vector-numbers.ts";

const perNumber = z.array(z.number()).min(2).max(4096);
const within = (vector: z.ZodType) => z.strictObject({ vectors: z.array(z.strictObject({ vector })) });

test.each<[string, unknown]>([
  ["numbers", [0, -1.5, 1e300]],
  ["a text among numbers", [1, "2", 3]],
  ["null among numbers", [1, null]],
  ["several that are no numbers", [true, 1, {}, [2]]],
  ["a number beyond float64", [1, Number.POSITIVE_INFINITY]],
  ["NaN", [Number.NaN, 1]],
  ["an empty array", []],
  ["one number", [1]],
  ["one text", ["1"]],
  ["4096 numbers", new Array(4096).fill(0.5)],
  ["4097 numbers", new Array(4097).fill(0.5)],
  ["a text", "1,2"],
  ["an object", { 0: 1, 1: 2, length: 2 }],
  ["nothing", undefined],
  ["null", null],
])("takes %s like a schema for each number, or says the same against it", (_, vector) => {
  const input = { vectors: [{ vector: [1, 2] }, { vector }] };
  const [actual, expected] = [vectorNumbers, perNumber].map((schema) => within(schema).safeParse(input));
  expect(actual?.data).toEqual(expected?.data);
  const told = (result: typeof actual) => result?.error?.issues.map(({ path, message }) => ({ path, message }));
  expect(told(actual)).toEqual(told(expected));
});

test("has the JSON Schema of an array of numbers", () => {
  const { $schema: _, ...schema } = z.toJSONSchema(vectorNumbers, { unrepresentable: "any" });
  const { $schema: __, ...expected } = z.toJSONSchema(perNumber);
  expect(schema).toEqual(expected);
});
