import { expect, test } from "vitest";
import type { AnswerRecord } from "../../store/answer-table.ts";
import { draftAnchors, wasAsked } from "./draft-anchors.ts";

const answer = (reason: AnswerRecord["reason"]): AnswerRecord => ({
  key: "k",
  answer: "yes",
  reason,
  round: 1,
  row: 1,
  contentHash: null,
  twins: [],
  score: null,
  by: "Ann",
  at: new Date(0),
  vector: Float32Array.of(1, 0),
});

test("rows that a review picked are told from those that somebody chose", () => {
  const answers = (["likely", "near-threshold", "uncertain", "diverse", "random", null] as const).map(answer);
  const { anchors } = draftAnchors({ anchors: [], vectors: new Float32Array() }, answers);
  expect(anchors.map(({ why }) => wasAsked(why))).toEqual([true, true, true, true, true, false]);
  expect(["created", "edited", "imported", null, undefined].some(wasAsked)).toBe(false);
});
