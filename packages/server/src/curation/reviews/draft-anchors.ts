import { createHash } from "node:crypto";
import type { AskReason } from "@pomona/contract/reviews";
import type { AnswerRecord } from "../../store/answer-table.ts";
import type { DraftRecord } from "../../store/draft-table.ts";
import type { StoredAnchor } from "../../store/function-table.ts";

const REASONS: Readonly<Record<AskReason, string>> = {
  likely: "review: among the best-scored",
  "near-threshold": "review: near the threshold",
  uncertain: "review: uncertain",
  diverse: "review: unlike the others",
  random: "review: drawn at random",
};

const ASKED: ReadonlySet<unknown> = new Set(Object.values(REASONS));

/** Whether an anchor is the answer about a row that a review picked, by what it noted of it. */
export const wasAsked = (why: string | null | undefined): boolean => ASKED.has(why);

/** The key of a row, or what a text or image is called. */
export const anchorName = ({ key, text, kind }: Pick<StoredAnchor, "key" | "text" | "kind">): string =>
  key ?? text ?? kind;

/** Answers that say yes or no. */
export const saying = (answers: readonly AnswerRecord[]): AnswerRecord[] =>
  answers.filter(({ answer }) => answer !== "skip");

export const signOf = ({ answer }: AnswerRecord): "+" | "-" => (answer === "yes" ? "+" : "-");

const anchorOf = (answer: AnswerRecord): StoredAnchor => ({
  sign: signOf(answer),
  kind: "row",
  key: answer.key,
  text: null,
  picture: null,
  by: answer.by,
  at: answer.at.toISOString(),
  why: answer.reason === null ? "review" : REASONS[answer.reason],
});

/** Anchors of a draft: those of the version it began from, then the answers. Rows that were skipped are none. */
export function draftAnchors(
  draft: Pick<DraftRecord, "anchors" | "vectors">,
  answers: readonly AnswerRecord[],
): { anchors: StoredAnchor[]; vectors: Float32Array<ArrayBuffer> } {
  const given = saying(answers);
  const dims = given[0]?.vector.length ?? 0;
  const vectors = new Float32Array(draft.vectors.length + given.length * dims);
  vectors.set(draft.vectors);
  given.forEach(({ vector }, i) => {
    vectors.set(vector, draft.vectors.length + i * dims);
  });
  return { anchors: [...draft.anchors, ...given.map(anchorOf)], vectors };
}

/** Names a set of answers: equal for the same ones, as they were given. */
export function answersDigest(answers: readonly AnswerRecord[]): string {
  const said = answers.map(({ key, by, answer, at }) => [key, by, answer, at.getTime()]);
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}
