import { mulberry32 } from "@pomona/compute/shuffle";
import { expect, test } from "vitest";
import type { AnswerRecord } from "../../store/answer-table.ts";
import type { StoredAnchor } from "../../store/function-table.ts";
import { draftConflicts } from "./draft-conflicts.ts";

const KEYS = ["a", "b", "c", "d", "e"];
const contentOf = (key: string): string | null => ({ a: "x", b: "x", c: "y" })[key] ?? null;

const anchor = (name: string, sign: "+" | "-", isRow: boolean): StoredAnchor => ({
  sign,
  kind: isRow ? "row" : "text",
  key: isRow ? name : null,
  text: isRow ? null : name,
});
const answer = (key: string, said: "yes" | "no" | "skip", by: string): AnswerRecord => ({
  key,
  row: KEYS.indexOf(key),
  answer: said,
  reason: null,
  round: 1,
  score: null,
  vector: new Float32Array(2),
  contentHash: contentOf(key),
  twins: [],
  by,
  at: new Date(0),
});

/** Each answer beside every anchor and every answer before it. */
function pairs(anchors: readonly StoredAnchor[], answers: readonly AnswerRecord[]): string[] {
  const found = new Set<string>();
  const known = anchors.map(({ key, text, sign }) => ({
    name: key ?? text ?? "",
    isRow: key !== null,
    sign,
    content: key === null ? null : contentOf(key),
  }));
  for (const { key, answer: said } of answers) {
    if (said === "skip") continue;
    const mine = { name: key, isRow: true, sign: said === "yes" ? ("+" as const) : ("-" as const) };
    for (const other of known) {
      const isSameRow = other.isRow && other.name === key;
      if (!isSameRow && (contentOf(key) === null || other.content !== contentOf(key))) continue;
      found.add([`${key}${mine.sign}`, `${other.name}${other.sign}`].sort().join(" "));
    }
    known.push({ ...mine, content: contentOf(key) });
  }
  return [...found].sort();
}

test("every answer about the row or the content of an anchor or an answer before it is told once", () => {
  const random = mulberry32(5);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const contents = new Map(KEYS.map((key) => [key, contentOf(key)]));
  for (let round = 0; round < 200; round++) {
    const anchors = Array.from({ length: round % 5 }, () =>
      anchor(pick(KEYS), pick(["+", "-"] as const), random() < 0.8),
    );
    const answers = Array.from({ length: round % 9 }, () =>
      answer(pick(KEYS), pick(["yes", "no", "skip"] as const), pick(["ann", "bob"])),
    );
    const told = draftConflicts(anchors, answers, contents);
    const named = told.map(({ key, other, keySign, otherSign }) =>
      [`${key}${keySign}`, `${other ?? key}${otherSign}`].sort().join(" "),
    );
    expect(named.sort()).toEqual(pairs(anchors, answers));
    for (const { kind, other, isContradiction, keySign, otherSign } of told) {
      expect(kind).toBe(other === null ? "same-row" : "same-content");
      expect(isContradiction).toBe(keySign !== otherSign);
    }
  }
});
