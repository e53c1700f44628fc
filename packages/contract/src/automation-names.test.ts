import { expect, test } from "vitest";
import { isNamedIn, type NamedThing } from "./automation-names.ts";

const tag = { kind: "tag", tag: "x" } as const;
const filter =
  'function("like") >= 0.5 and not (review("odd") or project("fruit")) and mapped("map") and embedding("own") = "ready"';

test.each<NamedThing["kind"]>(["function", "slice", "project", "projection", "space"])(
  "finds a %s in a filter",
  (kind) => {
    const names = { function: "like", slice: "odd", project: "fruit", projection: "map", space: "own" };
    for (const [other, name] of Object.entries(names))
      expect(isNamedIn({ filter, action: tag }, { kind, name })).toBe(other === kind);
  },
);

test("finds what is acted on, and nothing in a filter that cannot be read", () => {
  const review = { kind: "review", slice: "odd" } as const;
  expect(isNamedIn({ filter: "", action: review }, { kind: "slice", name: "odd" })).toBe(true);
  expect(isNamedIn({ filter: "and and", action: tag }, { kind: "function", name: "and" })).toBe(false);
});
