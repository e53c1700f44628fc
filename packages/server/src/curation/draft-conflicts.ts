import type { ReviewConflict } from "@pomona/contract/reviews";
import type { AnswerRecord } from "../store/answer-table.ts";
import type { StoredAnchor } from "../store/function-table.ts";
import { saying, signOf } from "./draft-anchors.ts";

/** An anchor of the draft, or an answer. */
interface Statement {
  /** Key of a row, or what a text or image is called. */
  name: string;
  isRow: boolean;
  sign: "+" | "-";
  content: string | null;
}

/**
 * Answers that say the same as an anchor or another answer does, or the opposite: of the same row, of a row of the same
 * content, of one whose vector nearly coincides. The anchors of the version that a draft began from are not compared with
 * each other. `contents`: content hashes by key.
 */
export function draftConflicts(
  anchors: readonly StoredAnchor[],
  answers: readonly AnswerRecord[],
  contents: ReadonlyMap<string, string | null>,
): ReviewConflict[] {
  const known = anchors.map((anchor): Statement => {
    const name = anchor.key ?? anchor.text ?? anchor.kind;
    return { name, isRow: anchor.key !== null, sign: anchor.sign, content: contents.get(anchor.key ?? "") ?? null };
  });
  const given = saying(answers);
  const found = new Conflicts();
  for (const answer of given) {
    const mine: Statement = { name: answer.key, isRow: true, sign: signOf(answer), content: answer.contentHash };
    for (const other of known) {
      if (other.isRow && other.name === mine.name) found.add("same-row", mine, other, null);
      else if (mine.content !== null && other.content === mine.content) found.add("same-content", mine, other, null);
    }
    known.push(mine);
  }
  const byName = new Map<string, Statement[]>();
  for (const statement of known) byName.set(statement.name, [...(byName.get(statement.name) ?? []), statement]);
  for (const answer of given)
    for (const twin of answer.twins)
      for (const other of byName.get(twin.key ?? twin.name ?? "") ?? []) {
        const mine = { name: answer.key, isRow: true, sign: signOf(answer), content: null };
        if (other.isRow === (twin.key !== null)) found.add("near-duplicate", mine, other, twin.similarity);
      }
  return found.all;
}

/** Each pair of statements once, by the strictest reason, which is noted first. */
class Conflicts {
  readonly all: ReviewConflict[] = [];
  readonly #pairs = new Set<string>();

  add(kind: ReviewConflict["kind"], mine: Statement, other: Statement, similarity: number | null): void {
    // Several people may say one thing of a row: each pair of rows and signs is told once.
    const pair = JSON.stringify([[mine.name, mine.sign].join(), [other.name, other.sign].join()].sort());
    if (this.#pairs.has(pair)) return;
    this.#pairs.add(pair);
    this.all.push({
      kind,
      key: mine.name,
      other: kind === "same-row" ? null : other.name,
      keySign: mine.sign,
      otherSign: other.sign,
      similarity,
      isContradiction: mine.sign !== other.sign,
    });
  }
}
