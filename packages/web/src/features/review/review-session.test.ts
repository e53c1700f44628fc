import type { AskedRow } from "@pomona/contract/reviews";
import { expect, it } from "vitest";
import {
  answerOf,
  hasAnswer,
  NO_SESSION,
  readSession,
  waitingRows,
  withAnswer,
  withoutAnswerOf,
  withoutLast,
  withoutRound,
  withoutSent,
  withRound,
} from "./review-session.ts";

const asked = (key: string): AskedRow => ({ key, score: 0.5, reason: key === "c" ? "random" : "near-threshold" });
const begun = withRound(NO_SESSION, { draft: "monday", round: 1, rows: ["a", "b", "c"].map(asked) });
const keys = (rows: readonly { key: string }[]): string[] => rows.map(({ key }) => key);

it("asks the rows in their order, each until it is answered", () => {
  expect(keys(waitingRows(begun))).toEqual(["a", "b", "c"]);
  const one = withAnswer(begun, "a", "yes");
  expect(keys(waitingRows(one))).toEqual(["b", "c"]);
  expect(answerOf(one, "a")).toBe("yes");
  expect(answerOf(one, "b")).toBeUndefined();
});

it("keeps one answer of a row to be sent, the newest, with why it was asked", () => {
  const flipped = withAnswer(withAnswer(withAnswer(begun, "c", "yes"), "a", "no"), "c", "no");
  expect(flipped.unsent).toEqual([
    { key: "a", answer: "no", reason: "near-threshold" },
    { key: "c", answer: "no", reason: "random" },
  ]);
});

it("takes the newest answer back, also after another was flipped, and tells the server", () => {
  const two = withAnswer(withAnswer(begun, "a", "yes"), "b", "no");
  const undone = withoutLast(two);
  expect(keys(waitingRows(undone))).toEqual(["b", "c"]);
  expect(undone.unsent.at(-1)).toEqual({ key: "b", answer: null, reason: "near-threshold" });
  expect(keys(waitingRows(withoutLast(withAnswer(two, "a", "no"))))).toEqual(["a", "c"]);
  expect(withoutLast(begun)).toBe(begun);
});

it("does not forget an answer that was changed while the one before was on its way", () => {
  const first = withAnswer(begun, "a", "yes");
  const changed = withAnswer(first, "a", "no");
  expect(withoutSent(changed, first.unsent).unsent).toEqual([{ key: "a", answer: "no", reason: "near-threshold" }]);
  expect(withoutSent(first, first.unsent).unsent).toEqual([]);
});

it("takes back what another person answered by name, beside the answer given here", () => {
  const mine = withAnswer(begun, "a", "yes");
  const both = withoutAnswerOf(mine, "a", "ann");
  expect(answerOf(both, "a")).toBe("yes");
  expect(both.unsent).toEqual([
    { key: "a", answer: "yes", reason: "near-threshold" },
    { key: "a", answer: null, reason: "uncertain", by: "ann" },
  ]);
  expect(withoutAnswerOf(both, "a", "ann").unsent).toEqual(both.unsent);
  expect(withAnswer(both, "a", null).unsent.map(({ by }) => by)).toEqual(["ann", undefined]);
  expect(withoutSent(withAnswer(both, "a", null), both.unsent.slice(1)).unsent).toEqual([
    { key: "a", answer: null, reason: "near-threshold" },
  ]);
});

it("carries what was not sent into the next round", () => {
  const next = withRound(withoutRound(withAnswer(begun, "a", "skip")), { draft: "monday", round: 2, rows: [] });
  expect(next.answers).toEqual([]);
  expect(keys(next.unsent)).toEqual(["a"]);
});

it("takes back answers of rounds before, newest first, and asks about their rows again", () => {
  const first = withAnswer(withAnswer(begun, "c", "yes"), "a", "no");
  const next = withRound(withoutRound(first), { draft: "monday", round: 2, rows: [asked("d")] });
  const one = withoutLast(withoutLast(withAnswer(next, "d", "yes")));
  expect(keys(waitingRows(one))).toEqual(["a", "d"]);
  expect(one.unsent.find(({ key }) => key === "a")?.answer).toBeNull();
  expect(answerOf(one, "c")).toBe("yes");
  const two = withoutLast(one);
  expect(keys(waitingRows(two))).toEqual(["c", "a", "d"]);
  expect(two.unsent.at(-1)).toEqual({ key: "c", answer: null, reason: "random" });
  expect(hasAnswer(two)).toBe(false);
  expect(withoutLast(two)).toBe(two);
});

it("changes an answer of a round before where it is, and forgets those of another draft", () => {
  const over = withoutRound(withAnswer(withAnswer(begun, "a", "yes"), "b", "no"));
  const changed = withAnswer(over, "a", "no");
  expect(changed.earlier.map(({ key, answer }) => [key, answer])).toEqual([
    ["a", "no"],
    ["b", "no"],
  ]);
  expect(changed.answers).toEqual([]);
  expect(changed.unsent.at(-1)).toEqual({ key: "a", answer: "no", reason: "near-threshold" });
  expect(withRound(changed, { draft: "tuesday", round: 1, rows: [] }).earlier).toEqual([]);
});

it("takes up what was stored, also before there were rounds before, and nothing else", () => {
  const session = withAnswer(begun, "a", "yes");
  expect(readSession(JSON.parse(JSON.stringify(session)))).toEqual(session);
  const { earlier: _earlier, ...old } = session;
  expect(readSession(old)).toEqual(session);
  for (const other of [null, 3, {}, { draft: "x", round: 1, asked: [], answers: {}, unsent: [] }])
    expect(readSession(other)).toBeNull();
});
