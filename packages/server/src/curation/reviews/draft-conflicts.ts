import type { ReviewConflict } from "@pomona/contract/reviews";
import type { AnswerRecord } from "../../store/answer-table.ts";
import type { StoredAnchor } from "../../store/function-table.ts";
import { anchorName, saying, signOf } from "./draft-anchors.ts";

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
    const name = anchorName(anchor);
    return { name, isRow: anchor.key !== null, sign: anchor.sign, content: contents.get(anchor.key ?? "") ?? null };
  });
  const given = saying(answers);
  const found = new Conflicts();
  const like = new LikeStatements(known);
  for (const answer of given) {
    const mine: Statement = { name: answer.key, isRow: true, sign: signOf(answer), content: answer.contentHash };
    for (const other of like.of(mine))
      found.add(other.isRow && other.name === mine.name ? "same-row" : "same-content", mine, other, null);
    like.add(mine);
    known.push(mine);
  }
  const byName = new Map<string, Statement[]>();
  for (const statement of known) push(byName, statement.name, statement);
  for (const answer of given)
    for (const twin of answer.twins)
      for (const other of byName.get(twin.key ?? twin.name ?? "") ?? []) {
        const mine = { name: answer.key, isRow: true, sign: signOf(answer), content: null };
        if (other.isRow === (twin.key !== null)) found.add("near-duplicate", mine, other, twin.similarity);
      }
  return found.all;
}

function push<K>(lists: Map<K, Statement[]>, key: K, statement: Statement): void {
  const list = lists.get(key);
  if (list) list.push(statement);
  else lists.set(key, [statement]);
}

/** Finds statements about the same row or the same content without a look at the others: there may be thousands. */
class LikeStatements {
  readonly #byRow = new Map<string, Statement[]>();
  readonly #byContent = new Map<string, Statement[]>();
  readonly #places = new Map<Statement, number>();

  constructor(statements: readonly Statement[]) {
    for (const statement of statements) this.add(statement);
  }

  add(statement: Statement): void {
    this.#places.set(statement, this.#places.size);
    if (statement.isRow) push(this.#byRow, statement.name, statement);
    if (statement.content !== null) push(this.#byContent, statement.content, statement);
  }

  /** In the order that they were added. */
  of({ name, content }: Statement): Statement[] {
    const sameContent = content === null ? [] : (this.#byContent.get(content) ?? []);
    const found = new Set([...(this.#byRow.get(name) ?? []), ...sameContent]);
    return [...found].sort((a, b) => (this.#places.get(a) as number) - (this.#places.get(b) as number));
  }
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
