import { expect, test } from "vitest";
import { filterUsers } from "./filter-users.ts";

const truth = (filter: string | null, among: string | null = null) => ({ label: null, filter, among });
const kept = {
  slices: [
    { name: "sl", filter: 'not function("tf") >= 0.1' },
    { name: "near", filter: 'similarity(space "own", like "k") >= 0.4' },
    { name: "odd", filter: 'review("odd")' },
    { name: "broken", filter: 'function("tf" >=' },
  ],
  functions: [
    { name: "tf", truth: truth('function("tf") >= 0.5') },
    { name: "n66", truth: truth('function("tf") >= 0.1') },
    { name: "n67", truth: { label: "a", filter: null, among: 'function("tf") >= 0 and mapped("map")' } },
    { name: "plain", truth: null },
  ],
};

test("names the slices and the linked truths that need a thing, but for those of the thing itself", () => {
  expect(filterUsers({ kind: "function", name: "tf" }, kept)).toEqual({ slices: ["sl"], truths: ["n66", "n67"] });
  expect(filterUsers({ kind: "projection", name: "map" }, kept)).toEqual({ slices: [], truths: ["n67"] });
  expect(filterUsers({ kind: "space", name: "own" }, kept)).toEqual({ slices: ["near"], truths: [] });
  expect(filterUsers({ kind: "slice", name: "odd" }, kept)).toEqual({ slices: [], truths: [] });
});
