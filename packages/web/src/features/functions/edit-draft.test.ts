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

it("keeps the reason of a new version, and none of a threshold", () => {
  expect(changesOf({ ...draft, threshold: 0.7, note: "stricter" }, scoring)).toEqual({ threshold: 0.7 });
  expect(changesOf({ ...draft, space: "use", note: " other model " }, scoring)).toEqual({
    space: "use",
    note: "other model",
  });
});

it("sends what changed of a probe and of a combination", () => {
  const probe = {
    regularisation: null,
    backgroundRows: 2000,
    backgroundWeight: null,
    seed: 0,
    precision: 0.9,
    recall: 0.9,
  };
  const learned = { ...scoring, parameters: null, probe: { parameters: probe } } as unknown as ScoringFunction;
  expect(changesOf(draftOf(learned), learned)).toEqual({});
  const more = { ...probe, backgroundRows: 5000 };
  expect(changesOf({ ...draftOf(learned), probe: more }, learned)).toEqual({ probe: more });
  const parts = [
    { function: "a", weight: 1, version: 1, state: "complete" },
    { function: null, weight: 1, version: null, state: "failed" },
  ];
  const combined = { ...scoring, anchors: [], combination: { operator: "and", parts } } as unknown as ScoringFunction;
  const held = draftOf(combined);
  expect(changesOf(held, combined)).toEqual({});
  const [first] = held.combination?.parts ?? [];
  const reversed = { operator: "not", parts: first ? [first] : [] } as const;
  expect(changesOf({ ...held, combination: reversed }, combined)).toEqual({
    combination: { operator: "not", parts: [{ function: "a", weight: 1 }] },
  });
});
