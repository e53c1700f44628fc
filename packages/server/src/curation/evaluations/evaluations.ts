import type { EvaluateRequest, Evaluation } from "@pomona/contract/evaluations";
import { evaluateRequest } from "@pomona/contract/evaluations";
import { Problem } from "@pomona/contract/problems";
import { listEvaluations, newestEvaluation, type StoredEvaluation } from "../../store/evaluation-table.ts";
import { type FunctionRecord, functionById, functionByName, functionVersion } from "../../store/function-table.ts";
import { type ServedPart, servedParts, servedSince } from "../../store/score-origins.ts";
import type { VersionRef } from "../../store/score-tables.ts";
import { combinationsAbove } from "../functions/combinations.ts";
import { requiredVersion } from "../functions/required-version.ts";
import { filterBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { partIdsOf } from "./evaluated-versions.ts";
import { readingTruth } from "./linked-truth.ts";
import { requireLabel } from "./required-label.ts";
import { truthOf } from "./truth.ts";

/**
 * Starts the job that evaluates versions of a function, all on the same rows; returns its id. Problem `no-evidence` where
 * the function has no truth and none is given, or no row has the label; `version-not-found`; `bad-filter`.
 */
export async function evaluateFunction(
  workspace: Workspace,
  name: string,
  input: EvaluateRequest,
  by: string | null = "owner",
): Promise<string> {
  const request = evaluateRequest.parse(input);
  const record = await functionByName(workspace.database, name);
  const truth = request.truth ? truthOf(request.truth) : record.truth;
  if (!truth) throw withoutTruth(record);
  const linked = request.truth ? undefined : { function: name };
  if (truth.label !== null) await requireLabel(workspace.database, truth.label, linked);
  for (const filter of [truth.filter, truth.among])
    if (filter !== null) await readingTruth(linked, () => filterBits(queryContext(workspace), filter));
  for (const version of request.versions ?? []) await requiredVersion(workspace.database, record, version);
  return requestEvaluation(workspace, record, request, by);
}

const withoutTruth = ({ name }: FunctionRecord): Problem =>
  new Problem("no-evidence", {
    detail: `Nothing says what is right for the function "${name}". Link it to a label or a filter (truth), for example with pomona function eval ${JSON.stringify(name)} --label LABEL --set-truth.`,
    fields: { function: name },
  });

const requestEvaluation = (
  workspace: Workspace,
  record: FunctionRecord,
  request: EvaluateRequest,
  by: string | null,
): Promise<string> =>
  workspace.jobs.add(
    "evaluate",
    { ...evaluateRequest.parse(request), function: String(record.id), by },
    { title: `Evaluate "${record.name}"` },
  );

/**
 * Starts an evaluation of a version that serves now, where the function is linked to a truth and there is none of the
 * version yet; and of the combinations that it is a part of, as their scores are others now. To be called after it took
 * over; scoring it again, or what arrives later, starts none.
 */
export async function evaluateTakenOver(workspace: Workspace, version: VersionRef): Promise<void> {
  const { database } = workspace;
  const record = await functionById(database, version.function);
  if (record?.servedVersion !== version.version) return;
  await evaluateServed(workspace, record);
  for (const id of await combinationsAbove(database, record.id)) {
    const user = await functionById(database, id);
    if (user) await evaluateServed(workspace, user);
  }
}

/** Once for each version, of a combination once for each version of its parts. */
async function evaluateServed(workspace: Workspace, record: FunctionRecord): Promise<void> {
  const { database } = workspace;
  const { id, truth, servedVersion: version } = record;
  const served = version === null ? undefined : await functionVersion(database, id, version);
  if (!truth || !served) return;
  const known = await newestEvaluation(database, { function: id, version: served.version });
  const ids = partIdsOf(served.parameters);
  const now = { parts: await servedParts(database, ids), since: await servedSince(database, ids) };
  if (known && isCurrent(known, now)) return;
  await requestEvaluation(workspace, record, { versions: [served.version] }, null);
}

/**
 * Whether an evaluation is of these versions of parts, and not from before those had all their scores. Of those from before
 * parts were noted it is not known.
 */
export const isCurrent = (
  { parts = [], created }: Pick<StoredEvaluation, "parts" | "created">,
  now: { parts: readonly ServedPart[]; since: Date | null },
): boolean =>
  parts.length === now.parts.length &&
  now.parts.every(({ id, version }) => parts.some((part) => part.id === id && part.version === version)) &&
  (now.since === null || new Date(created) >= now.since);

/** Evaluations of a function, or of one version, newest first. */
export async function functionEvaluations(workspace: Workspace, name: string, version?: number): Promise<Evaluation[]> {
  const record = await functionByName(workspace.database, name);
  if (version !== undefined) await requiredVersion(workspace.database, record, version);
  return listEvaluations(workspace.database, record.id, version);
}
