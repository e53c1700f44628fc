import type { ScoringFunction } from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { publishDraftRequest } from "@pomona/contract/reviews";
import type { z } from "zod";
import { type AnswerRecord, answersOf } from "../../store/answer-table.ts";
import type { Transaction } from "../../store/database.ts";
import { draftOf, removeDraft } from "../../store/draft-table.ts";
import { type FunctionRecord, functionById, functionByName, updateFunction } from "../../store/function-table.ts";
import { addVersion } from "../functions/add-version.ts";
import { compileVersion } from "../functions/compile-version.ts";
import { getFunction } from "../functions/describe-function.ts";
import type { NewVersion } from "../functions/make-version.ts";
import { requestScoring } from "../functions/score-function.ts";
import type { Workspace } from "../workspace.ts";
import { isSameDraft, type OpenDraft, requireDraft } from "./draft.ts";
import { answersDigest, draftAnchors, saying } from "./draft-anchors.ts";
import { trainedDraft } from "./train-draft.ts";

type PublishRequest = z.output<typeof publishDraftRequest>;

/**
 * Makes the draft of a function its newest version, trained with every answer; the one before serves until each row is scored.
 * The draft is gone then. Problem `draft-behind` where another version was made since it began, unless forced; `no-evidence`
 * where no answer says yes or no, as every row would be scored anew for what is published already.
 */
export async function publishDraft(
  workspace: Workspace,
  name: string,
  request: PublishRequest,
  by: string,
): Promise<ScoringFunction & { job: string | null }> {
  for (;;) {
    // Before it is trained, which may take long or be impossible; and after that, as answers are taken back meanwhile.
    requireSaying(await requireDraft(workspace, name));
    const open = await trainedDraft(workspace, name);
    requireSaying(open);
    const { draft, answers, space } = open;
    const { parameters, trained } = draft;
    const definition = { space: space.id, parameters, trained, ...draftAnchors(draft, answers) };
    compileVersion(definition, space);
    const next = { ...definition, by, note: request.note ?? noteOf(answers) };
    const record = await workspace.database.write((tx) => publish(workspace, tx, { open, next, request }), {
      sharesCheckpoint: true,
    });
    // Answered again or brought up to date meanwhile: it is trained with that, too.
    if (!record) continue;
    const job = await requestScoring(workspace, record);
    return { ...(await getFunction(workspace, record.name)), job };
  }
}

function requireSaying({ record: { name, kind }, draft, answers }: OpenDraft): void {
  if (saying(answers).length > 0) return;
  const what = answers.length === 0 ? "Nothing was answered" : "No answer says yes or no";
  const other =
    draft.parameters.kind === kind ? "" : ` A ${kind} becomes a probe without answers, too: pomona function train.`;
  throw new Problem("no-evidence", {
    detail: `${what} yet in the draft of "${name}", so there is nothing to publish. Answer some rows (pomona function review), or discard the draft (pomona function review --discard).${other}`,
    fields: { name, answered: answers.length },
  });
}

async function publish(
  workspace: Workspace,
  tx: Transaction,
  { open, next, request }: { open: OpenDraft; next: NewVersion; request: PublishRequest },
): Promise<FunctionRecord | null> {
  const { draft, answers } = open;
  const latest = await functionById(tx, draft.function);
  const now = await draftOf(tx, draft.function);
  if (!latest || !now || !isSameDraft(now, draft)) return null;
  if (answersDigest(await answersOf(tx, draft.function)) !== answersDigest(answers)) return null;
  if (latest.version !== draft.basedOn && !request.force)
    throw new Problem("draft-behind", {
      detail: `The draft of "${latest.name}" began from version ${draft.basedOn}; version ${latest.version} was made since, and publishing would take its place. Bring the draft up to date, which keeps its answers (pomona function review --rebase); or publish over the newer version by force (pomona function publish --force), or discard the draft.`,
      fields: { name: latest.name, basedOn: draft.basedOn, version: latest.version },
    });
  const changed: FunctionRecord = {
    ...latest,
    threshold: request.threshold ?? draft.threshold,
    updated: workspace.clock(),
  };
  await addVersion(workspace, tx, changed, next);
  await updateFunction(tx, changed);
  await removeDraft(tx, draft.function);
  return changed;
}

function noteOf(answers: readonly AnswerRecord[]): string {
  const count = (wanted: string): number => answers.filter(({ answer }) => answer === wanted).length;
  return `Reviewed: ${count("yes")} yes, ${count("no")} no.`;
}

/** Throws the draft of a function and its answers away. Problem `draft-not-found`. */
export async function discardDraft({ database }: Workspace, name: string): Promise<void> {
  await database.write(async (tx) => {
    const record = await functionByName(tx, name);
    if (!(await draftOf(tx, record.id)))
      throw new Problem("draft-not-found", { detail: `The function "${name}" has no draft.`, fields: { name } });
    await removeDraft(tx, record.id);
  });
}
