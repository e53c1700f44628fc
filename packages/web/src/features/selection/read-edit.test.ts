import { expect, it } from "vitest";
import { EMPTY_DRAFT, readEdit } from "./read-edit.ts";

it("reads lists that are set apart by commas, each value once", () => {
  expect(readEdit({ ...EMPTY_DRAFT, addTags: " a, b ,,a", removeTags: "c", addLabels: "l" })).toEqual({
    tags: { add: ["a", "b"], remove: ["c"] },
    labels: { add: ["l"] },
  });
});

it("replaces labels, also by none", () => {
  expect(readEdit({ ...EMPTY_DRAFT, isReplacingLabels: true })).toEqual({ labels: { set: [] } });
});

it("takes a value in the type of its field, and guesses that of a new one", () => {
  const draft = { ...EMPTY_DRAFT, field: "weight" };
  expect(readEdit({ ...draft, value: "2.5", type: "number" })).toEqual({ metadata: { weight: 2.5 } });
  expect(readEdit({ ...draft, value: "2.5", type: "string" })).toEqual({ metadata: { weight: "2.5" } });
  expect(readEdit({ ...draft, value: "2.5" })).toEqual({ metadata: { weight: 2.5 } });
  expect(readEdit({ ...draft, value: "heavy" })).toEqual({ metadata: { weight: "heavy" } });
  expect(readEdit({ ...draft, value: "heavy", type: "number" })).toBe("number");
  expect(readEdit({ ...draft, value: "x", isCleared: true })).toEqual({ metadata: { weight: null } });
});

it("changes nothing where nothing was written", () => {
  expect(readEdit({ ...EMPTY_DRAFT, addTags: " , ", field: "weight" })).toBeNull();
});
