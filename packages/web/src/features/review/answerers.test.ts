import type { FunctionDraft } from "@pomona/contract/reviews";
import { expect, it } from "vitest";
import { answerersOf } from "./answerers.ts";

const anchor = (key: string, sign: "+" | "-", by: string): FunctionDraft["anchors"][number] => ({
  kind: "row",
  key,
  sign,
  text: null,
  picture: null,
  by,
  at: null,
  why: "review: uncertain",
});

it("answers can be taken back from who gave them, and examples that an earlier review brought cannot", () => {
  const anchors = [anchor("a", "+", "ann"), anchor("a", "-", "ben"), anchor("b", "+", "ann"), anchor("a", "-", "cid")];
  const draft = { anchors, answers: { yes: 1, no: 2, skip: 4, sinceTraining: 0 } };
  expect(answerersOf(draft, "a", "+")).toEqual([]);
  expect(answerersOf(draft, "a", "-")).toEqual(["ben", "cid"]);
  expect(answerersOf({ anchors, answers: { yes: 0, no: 0, skip: 1, sinceTraining: 0 } }, "b", "+")).toEqual([]);
});
