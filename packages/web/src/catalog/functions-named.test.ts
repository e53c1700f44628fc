import { EVERY_ROW, type Filter } from "@pomona/contract/filter";
import { expect, it } from "vitest";
import { functionsNamed } from "./functions-named.ts";

const scoreOf = (name: string): Filter => ({ function: name, op: ">=", value: 0.5 });

it("names each function of a filter and of the sort once, however deep it is nested", () => {
  const filter: Filter = {
    and: [scoreOf("a"), { not: { or: [scoreOf("b"), { field: "label", op: "=", value: "c" }, scoreOf("a")] } }],
  };
  expect(functionsNamed({ filter })).toEqual(["a", "b"]);
  expect(functionsNamed({ filter, sort: { function: "d", descending: true } })).toEqual(["d", "a", "b"]);
  expect(functionsNamed({ filter: EVERY_ROW, sort: { field: "key", descending: false } })).toEqual([]);
});
