import { scoreVectors } from "@pomona/compute/score-vectors";
import type { answerReviewRequest, FunctionDraft, ReviewConflict } from "@pomona/contract/reviews";
import type { z } from "zod";
import { type AnswerRecord, answersOf, putAnswer, removeAnswer } from "../../store/answer-table.ts";
import type { Transaction } from "../../store/database.ts";
import { draftOf, touchDraft } from "../../store/draft-table.ts";
import { rowsLikeKeys } from "../../store/row-contents.ts";
import { placeAnchors } from "../functions/anchors.ts";
import type { Workspace } from "../workspace.ts";
import { describeDraft } from "./describe-draft.ts";
import { draftScorer, isSameDraft, type OpenDraft, openDraft, requireDraft } from "./draft.ts";
import { findTwins } from "./find-twins.ts";

type Given = z.output<typeof answerReviewRequest>["answers"][number];

/**
 * Keeps answers in the draft of a function, which is begun where there is none; they are on disk when this returns. Nothing
 * of the published version changes. Problem `row-not-found` or `anchor-unusable` where a row cannot be an anchor.
 */
export async function answerReview(
  workspace: Workspace,
  name: string,
  { answers: given }: z.output<typeof answerReviewRequest>,
  by: string,
): Promise<{ draft: FunctionDraft; takenBack: number; conflicts: ReviewConflict[] }> {
  // The last word about a row counts, of each person's answer.
  const wanted = [...new Map(given.map((one) => [JSON.stringify([one.key, one.by ?? by]), one])).values()];
  for (;;) {
    const open = await openDraft(workspace, name, { by });
    const records = await recordsOf(workspace, open, { given: wanted, by });
    const unwanted = wanted.flatMap(({ key, answer, by: whose = by }) => (answer === null ? [{ key, by: whose }] : []));
    const takenBack = await workspace.database.write((tx) => store(tx, open, { records, unwanted }, workspace));
    // Published or discarded meanwhile: the answers go to the next draft; brought up to date: they are placed anew.
    if (takenBack === null) continue;
    const draft = await describeDraft(workspace, await requireDraft(workspace, name));
    const keys = new Set(records.map(({ key }) => key));
    return {
      draft,
      takenBack,
      conflicts: draft.conflicts.filter(({ key, other }) => keys.has(key) || keys.has(other ?? "")),
    };
  }
}

/** Answers with the vectors of their rows, what the draft gave them before, and what they nearly coincide with. */
async function recordsOf(
  workspace: Workspace,
  open: OpenDraft,
  { given, by }: { given: readonly Given[]; by: string },
): Promise<AnswerRecord[]> {
  const said = given.flatMap(({ key, answer, reason }) => (answer === null ? [] : [{ key, answer, reason }]));
  if (said.length === 0) return [];
  const { space, draft } = open;
  const named = said.map(({ key }) => ({ key, sign: "+" as const }));
  const { vectors, ordinals } = await placeAnchors(workspace, space, named);
  const { scorer } = await draftScorer(workspace, open);
  const scores = scoreVectors(vectors, space.dims, scorer);
  const like = await rowsLikeKeys(
    workspace.database,
    said.map(({ key }) => key),
  );
  const contents = new Map(like.map(({ key, contentHash }) => [key, contentHash]));
  const at = workspace.clock();
  const records = said.map(({ key, answer, reason }, i): AnswerRecord => {
    const score = scores[i] as number;
    return {
      key,
      row: ordinals[i] as number,
      answer,
      reason: reason ?? null,
      round: draft.round,
      score: Number.isNaN(score) ? null : score,
      vector: vectors.slice(i * space.dims, (i + 1) * space.dims),
      contentHash: contents.get(key) ?? null,
      twins: [],
      by,
      at,
    };
  });
  await findTwins(open, records);
  return records;
}

interface Change {
  records: readonly AnswerRecord[];
  /** Taken back where they are there. */
  unwanted: readonly Pick<AnswerRecord, "key" | "by">[];
}

/** How many answers were taken back; null, and nothing is stored, where the draft is no more. */
async function store(
  tx: Transaction,
  { draft }: OpenDraft,
  { records, unwanted }: Change,
  { clock }: Pick<Workspace, "clock">,
): Promise<number | null> {
  const now = await draftOf(tx, draft.function);
  if (!now || !isSameDraft(now, draft)) return null;
  const answers = await answersOf(tx, draft.function);
  // The draft may have learned from what was said of a row before: scores of before that alone tell how good it is.
  const firstScores = new Map(answers.map(({ key, score }) => [key, score]));
  for (const record of records) {
    const first = firstScores.get(record.key);
    const score = first === undefined ? record.score : first;
    await putAnswer(tx, draft.function, { ...record, score, round: now.round });
  }
  const takenBack = answers.filter((answer) => unwanted.some(({ key, by }) => key === answer.key && by === answer.by));
  for (const answer of takenBack) await removeAnswer(tx, draft.function, answer);
  await touchDraft(tx, draft.function, clock());
  return takenBack.length;
}
