import type { CompiledScorer } from "@pomona/compute/scorer";
import { Problem } from "@pomona/contract/problems";
import { type AnswerRecord, answersOf } from "../../store/answer-table.ts";
import type { Sql } from "../../store/database.ts";
import { type DraftRecord, draftFrom, draftOf, putDraft } from "../../store/draft-table.ts";
import {
  type FunctionRecord,
  type FunctionVersion,
  functionByName,
  functionVersion,
  type VersionParameters,
} from "../../store/function-table.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import { compileVersion } from "../functions/compile-version.ts";
import { DEFAULT_LIKENESS, defaultProbe } from "../functions/make-version.ts";
import type { Workspace } from "../workspace.ts";
import { draftAnchors } from "./draft-anchors.ts";

/** A draft with what it is of, read in one snapshot. */
export interface OpenDraft {
  record: FunctionRecord;
  draft: DraftRecord;
  /** Oldest first. */
  answers: AnswerRecord[];
  space: SpaceRecord;
}

/** The draft of a function, or Problem `draft-not-found`. */
export async function requireDraft(workspace: Pick<Workspace, "database">, name: string): Promise<OpenDraft> {
  const found = await findDraft(workspace, name);
  if (found) return found;
  throw new Problem("draft-not-found", {
    detail: `The function "${name}" has no draft. Asking for rows to review begins one (pomona function review).`,
    fields: { name },
  });
}

const findDraft = ({ database }: Pick<Workspace, "database">, name: string): Promise<OpenDraft | null> =>
  readSnapshot(database, async (sql) => {
    const record = await functionByName(sql, name);
    const draft = await draftOf(sql, record.id);
    if (!draft) return null;
    return { record, draft, answers: await answersOf(sql, record.id), space: await spaceOf(sql, draft) };
  });

async function spaceOf(sql: Pick<Sql, "all">, { space }: DraftRecord): Promise<SpaceRecord> {
  const found = (await listSpaces(sql)).find((candidate) => candidate.id === space);
  if (found) return found;
  throw new Problem(
    "space-not-found",
    "The space of the draft was deleted. Bring the draft up to date, where the function is of another space now (pomona function review --rebase), or discard it.",
  );
}

/**
 * The draft of a function; one is begun from its newest version where there is none. Problem `bad-request` for a combination,
 * and where a draft of another kind is there.
 */
export async function openDraft(
  workspace: Workspace,
  name: string,
  { kind, by }: { kind?: "similarity" | "probe" | undefined; by: string },
): Promise<OpenDraft> {
  for (;;) {
    const found = await findDraft(workspace, name);
    if (found && (kind === undefined || kind === found.draft.parameters.kind)) return found;
    if (found)
      throw new Problem("bad-request", {
        detail: `The draft of "${name}" is a ${found.draft.parameters.kind}, not a ${kind}. Publish or discard it first.`,
        fields: { kind: found.draft.parameters.kind },
      });
    await workspace.database.write(async (tx) => {
      const record = await functionByName(tx, name);
      if (await draftOf(tx, record.id)) return;
      const base = await functionVersion(tx, record.id, record.version);
      if (!base) throw new Problem("internal", `The function "${name}" has lost its version ${record.version}.`);
      const choice = { parameters: parametersOf(base, name, kind ?? "probe"), threshold: record.threshold, by };
      await putDraft(tx, draftFrom(base as FunctionVersion & { space: number }, choice, workspace.clock()));
    });
  }
}

/** Whether two readings of a function's draft are of one, on the same version: it was neither begun anew nor brought up to date. */
export const isSameDraft = (a: DraftRecord, b: DraftRecord): boolean =>
  a.created.getTime() === b.created.getTime() && a.basedOn === b.basedOn;

/** Parameters of a draft of a kind (null: the version's own) that begins from a version. Problem `bad-request` for a combination. */
export function parametersOf(
  base: FunctionVersion,
  name: string,
  kind: "similarity" | "probe" | null,
): VersionParameters {
  const { parameters, space } = base;
  if (parameters.kind === "combination" || space === null)
    throw new Problem("bad-request", {
      detail: `"${name}" is a combination: it learns from no answers itself. Review the functions that it is made of.`,
      fields: { name, kind: parameters.kind },
    });
  if (kind === null || parameters.kind === kind) return parameters;
  return kind === "probe" ? { kind, probe: defaultProbe() } : { kind, ...DEFAULT_LIKENESS };
}

/** The definition of a draft as it was trained last; before that, of the version it began from. */
async function trainedDefinition(
  { database }: Pick<Workspace, "database">,
  { record, draft, answers }: OpenDraft,
): Promise<Pick<FunctionVersion, "space" | "anchors" | "vectors" | "parameters" | "trained">> {
  if (draft.trainedOn === null) {
    const base = await functionVersion(database, record.id, draft.basedOn);
    if (!base) throw new Problem("function-not-found", `The function "${record.name}" was deleted meanwhile.`);
    return base;
  }
  const { space, parameters, trained, round } = draft;
  const learned = answers.filter((answer) => answer.round < round);
  return { space, parameters, trained, ...draftAnchors(draft, learned) };
}

/** What scores the rows that are asked about. `isCalibrated`: scores are probabilities. */
export async function draftScorer(
  workspace: Pick<Workspace, "database">,
  open: OpenDraft,
): Promise<{ scorer: CompiledScorer; isCalibrated: boolean }> {
  const definition = await trainedDefinition(workspace, open);
  return { scorer: compileVersion(definition, open.space), isCalibrated: definition.parameters.kind === "probe" };
}
