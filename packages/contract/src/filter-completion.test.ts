import { expect, it } from "vitest";
import { completionAt } from "./filter-completion.ts";

const at = (marked: string) => completionAt(marked.replace("|", ""), marked.indexOf("|"));

it("expects a condition in an empty text and behind and, or, not and (", () => {
  for (const text of ["|", "label exists and |", "not |", "(|", "true or dat|"])
    expect(at(text).expected).toContain("condition");
  expect(at("true or dat|")).toMatchObject({ from: 8, to: 11, typed: "dat", subject: null });
});

it("expects an operator behind a field, and names the field", () => {
  const place = at("dataset |");
  expect(place.expected).toContain("starts with");
  expect(place.subject).toEqual({ field: "dataset" });
});

it("expects a value of the field behind an operator, also inside an open quote", () => {
  expect(at("label exists and metadata.colour = |")).toMatchObject({
    expected: ["value"],
    subject: { field: "metadata.colour" },
  });
  expect(at('label = "gre|')).toMatchObject({
    expected: ["value"],
    subject: { field: "label" },
    from: 8,
    typed: "gre",
  });
  expect(at("label in (red, |")).toMatchObject({ expected: ["value"], subject: { field: "label" } });
});

it("expects names of functions and spaces in their parentheses", () => {
  expect(at("function(|").expected).toEqual(["function name"]);
  expect(at('similarity(space "|').expected).toEqual(["space name"]);
  expect(at("mapped(|").expected).toEqual(["projection name"]);
  expect(at("cluster(Map, 2) = |")).toMatchObject({ expected: ["cluster number"], subject: { cluster: "Map" } });
  expect(at("embedding(cn3) = |").expected).toEqual(["none", "pending", "ready", "failed"]);
});

it("expects and or or behind a whole condition, and nothing behind an error", () => {
  expect(at("label exists |").expected).toEqual(["and", "or"]);
  expect(at("label = = |").expected).toEqual([]);
});
