import { nearDuplicates } from "@pomona/compute/review/near-duplicates";
import { giveTurn } from "../../config/give-turn.ts";
import type { AnswerRecord, Twin } from "../../store/answer-table.ts";
import type { OpenDraft } from "./draft.ts";
import { draftAnchors } from "./draft-anchors.ts";

/** Twins that are remembered of an answer. */
const MOST_TWINS = 8;

type Draft = Pick<OpenDraft, "answers" | "space"> & { draft: Pick<OpenDraft["draft"], "anchors" | "vectors"> };

/** Notes for each answer the anchors, answers and answers before it that its vector nearly coincides with. */
export async function findTwins({ draft, answers, space }: Draft, records: AnswerRecord[]): Promise<void> {
  const known = draftAnchors(draft, [...answers, ...records]);
  const first = known.anchors.length - records.filter(({ answer }) => answer !== "skip").length;
  let before = first;
  for (const record of records) {
    if (record.answer === "skip") continue;
    const others = known.vectors.subarray(0, before * space.dims);
    before++;
    if (others.length === 0) continue;
    record.twins = nearDuplicates(record.vector, others, space.dims)
      .map(({ other, similarity }): Twin => {
        const anchor = known.anchors[other];
        return { key: anchor?.key ?? null, name: anchor?.text ?? anchor?.kind ?? null, similarity };
      })
      .filter(({ key }) => key !== record.key)
      .slice(0, MOST_TWINS);
    await giveTurn();
  }
}
