import type { ScoringFunction } from "@pomona/contract/functions";
import { expect, it } from "vitest";
import { changesOf, draftOf, flipped, makesVersion, withAnchor } from "./edit-draft.ts";

const row = { sign: "+", kind: "row", key: "a", text: null, picture: null, by: null, at: null, why: null } as const;
const vector = {
  sign: "-",
  kind: "vector",
  key: null,
  text: null,
  picture: null,
  by: null,
  at: null,
  why: null,
} as const;
const scoring = {
  name: "f",
  space: "cn3",
  threshold: 0.8,
  parameters: { combine: "nearest", negativeWeight: 0.5 },
  anchors: [row, vector],
} as unknown as ScoringFunction;
const draft = draftOf(scoring);

it("changes nothing until something is changed", () => {
  expect(changesOf(draft, scoring)).toEqual({});
});

it("moves the threshold without a new version", () => {
  const changes = changesOf({ ...draft, threshold: 0.7 }, scoring);
  expect(changes).toEqual({ threshold: 0.7 });
  expect(makesVersion(changes)).toBe(false);
});

it("keeps anchors by their place, flipped or not, and names those that are added", () => {
  const anchors = withAnchor(flipped(draft.anchors, draft.anchors[1] as never), { ...row, key: "b" });
  const changes = changesOf({ ...draft, anchors, combine: "centroid", space: "use" }, scoring);
  expect(changes).toEqual({
    anchors: [
      { keep: 0, sign: "+" },
      { keep: 1, sign: "+" },
      { key: "b", sign: "+" },
    ],
    parameters: { combine: "centroid" },
    space: "use",
  });
  expect(makesVersion(changes)).toBe(true);
});

it("adds no anchor twice", () => {
  expect(withAnchor(draft.anchors, { ...row, sign: "-" })).toHaveLength(2);
  const words = { ...row, kind: "text", key: null, text: "a red apple" } as const;
  expect(withAnchor(withAnchor(draft.anchors, words), words)).toHaveLength(3);
});
