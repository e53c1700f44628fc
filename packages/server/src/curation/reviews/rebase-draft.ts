import { Problem } from "@pomona/contract/problems";
import type { FunctionDraft } from "@pomona/contract/reviews";
import { type AnswerRecord, answersOf, putAnswer } from "../../store/answer-table.ts";
import type { Transaction } from "../../store/database.ts";
import { type DraftRecord, draftFrom, draftOf, putDraft } from "../../store/draft-table.ts";
import {
  type FunctionVersion,
  functionById,
  functionByName,
  functionVersion,
  type VersionParameters,
} from "../../store/function-table.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import { placeAnchors } from "../functions/anchors.ts";
import type { Workspace } from "../workspace.ts";
import { describeDraft } from "./describe-draft.ts";
import { isSameDraft, parametersOf, requireDraft } from "./draft.ts";
import { answersDigest, saying } from "./draft-anchors.ts";
import { findTwins } from "./find-twins.ts";
import { trainedDraft } from "./train-draft.ts";

/**
 * Brings the draft of a function up to date where other versions were made since it began: its answers are laid over the
 * anchors and parameters of the newest one, in the space that has, and learned anew. Repeating it changes nothing more. The
 * draft keeps a kind that was chosen when it was begun. Problem `draft-not-found`; `row-not-found` or `anchor-unusable` where
 * the newest version is of another space, which a row that was answered has no vector in.
 */
export async function rebaseDraft(workspace: Workspace, name: string, signal?: AbortSignal): Promise<FunctionDraft> {
  for (;;) {
    const stale = await readStale(workspace, name);
    if (!stale) break;
    const answers = await answersOn(workspace, stale);
    if (await workspace.database.write((tx) => store(tx, workspace, { stale, answers }))) break;
  }
  const open = await requireDraft(workspace, name);
  // Without answers, training tells nothing that the version does not.
  if (saying(open.answers).length === 0) return describeDraft(workspace, open);
  return describeDraft(workspace, await trainedDraft(workspace, name, signal));
}

/** A draft that is behind, and what it is to begin from instead. */
interface StaleDraft {
  draft: DraftRecord;
  answers: AnswerRecord[];
  newest: FunctionVersion & { space: number };
  space: SpaceRecord;
  parameters: VersionParameters;
}

/** Null where the draft is up to date. The space that it is in may be gone. */
const readStale = ({ database }: Workspace, name: string): Promise<StaleDraft | null> =>
  readSnapshot(database, async (sql) => {
    const record = await functionByName(sql, name);
    const draft = await draftOf(sql, record.id);
    if (!draft || draft.basedOn === record.version) return null;
    const newest = await functionVersion(sql, record.id, record.version);
    if (!newest) throw new Problem("internal", `The function "${name}" has lost its version ${record.version}.`);
    const before = await functionVersion(sql, record.id, draft.basedOn);
    const { kind } = draft.parameters;
    const chosen = kind === before?.parameters.kind || kind === "combination" ? null : kind;
    const parameters = parametersOf(newest, name, chosen);
    const space = (await listSpaces(sql)).find(({ id }) => id === newest.space);
    if (!space) throw new Problem("space-not-found", `The space of the function "${name}" was deleted.`);
    const answers = await answersOf(sql, record.id);
    return { draft, answers, newest: { ...newest, space: space.id }, space, parameters };
  });

/** The answers of a draft in the space of the newest version, and what they nearly coincide with there. */
async function answersOn(workspace: Workspace, { draft, answers, newest, space }: StaleDraft): Promise<AnswerRecord[]> {
  const placed = answers.map((answer) => ({ ...answer, twins: [] }));
  if (draft.space !== space.id) {
    // Rows that were skipped are no anchors, and need no vector.
    const given = saying(placed);
    const named = given.map(({ key }) => ({ key, sign: "+" as const }));
    const { vectors } = await placeAnchors(workspace, space, named);
    for (const [i, answer] of given.entries()) answer.vector = vectors.slice(i * space.dims, (i + 1) * space.dims);
  }
  await findTwins({ draft: newest, answers: [], space }, placed);
  return placed;
}

/** False, and nothing is stored, where the draft, its answers or the function changed meanwhile. */
async function store(
  tx: Transaction,
  { clock }: Pick<Workspace, "clock">,
  { stale, answers }: { stale: StaleDraft; answers: readonly AnswerRecord[] },
): Promise<boolean> {
  const { draft, newest, parameters } = stale;
  const record = await functionById(tx, draft.function);
  const now = await draftOf(tx, draft.function);
  if (!now || !isSameDraft(now, draft) || record?.version !== newest.version) return false;
  if (answersDigest(await answersOf(tx, draft.function)) !== answersDigest(stale.answers)) return false;
  const { round, rounds, drawn, created, by } = now;
  const begun = draftFrom(newest, { parameters, threshold: record.threshold, by }, created);
  await putDraft(tx, { ...begun, round, rounds, drawn, updated: clock() });
  // Nothing that was learned of them is left.
  for (const answer of answers) await putAnswer(tx, draft.function, { ...answer, round });
  return true;
}
