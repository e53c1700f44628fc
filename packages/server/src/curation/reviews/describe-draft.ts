import type { FunctionDraft } from "@pomona/contract/reviews";
import { rowsLikeKeys } from "../../store/row-contents.ts";
import { anchorView } from "../functions/describe-function.ts";
import type { Workspace } from "../workspace.ts";
import { type OpenDraft, requireDraft } from "./draft.ts";
import { draftAnchors } from "./draft-anchors.ts";
import { draftConflicts } from "./draft-conflicts.ts";

/** The draft of a function as the API shows it. Problem `draft-not-found`. */
export const getDraft = async (workspace: Workspace, name: string): Promise<FunctionDraft> =>
  describeDraft(workspace, await requireDraft(workspace, name));

export async function describeDraft(
  { database }: Pick<Workspace, "database">,
  { record, draft, answers }: OpenDraft,
): Promise<FunctionDraft> {
  const rowAnchors = draft.anchors.flatMap(({ key }) => (key === null ? [] : [key]));
  const contents = new Map((await rowsLikeKeys(database, rowAnchors)).map((row) => [row.key, row.contentHash]));
  const count = (wanted: string): number => answers.filter(({ answer }) => answer === wanted).length;
  return {
    basedOn: draft.basedOn,
    isBehind: record.version !== draft.basedOn,
    kind: draft.parameters.kind,
    round: draft.round,
    anchors: draftAnchors(draft, answers).anchors.map(anchorView),
    answers: {
      yes: count("yes"),
      no: count("no"),
      skip: count("skip"),
      sinceTraining: answers.filter(({ round }) => round === draft.round).length,
    },
    conflicts: draftConflicts(draft.anchors, answers, contents),
    rounds: draft.rounds,
    threshold: draft.threshold,
    by: draft.by,
    created: draft.created.toISOString(),
    updated: draft.updated.toISOString(),
  };
}
