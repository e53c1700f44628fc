import {
  type CreateFunctionRequest,
  createFunctionRequest,
  type EditFunctionRequest,
  type ScoringFunction,
} from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { Transaction } from "../store/database.ts";
import { removeDraft } from "../store/draft-table.ts";
import { deleteEvaluations } from "../store/evaluation-table.ts";
import {
  type FunctionRecord,
  functionByName,
  functionVersion,
  insertFunction,
  insertVersion,
  updateFunction,
  type VersionParameters,
} from "../store/function-table.ts";
import { nextOrdinal } from "../store/row-table.ts";
import { createScoreTable, dropScoreTable } from "../store/score-tables.ts";
import { nextId, type SpaceRecord, spaceByName } from "../store/space-table.ts";
import { addVersion } from "./add-version.ts";
import { getFunction } from "./describe-function.ts";
import { type NewVersion, nextVersion } from "./function-version.ts";
import { keepImages } from "./pictures.ts";
import { requestScoring } from "./score-function.ts";
import { compileSearch } from "./similarity.ts";
import { suggestSpace } from "./suggest-space.ts";
import { truthOf } from "./truth.ts";
import type { Workspace } from "./workspace.ts";

const DEFAULT_THRESHOLD = 0.8;
/** Tables are made and dropped for a function; of it, nothing is in memory that later writes read. */
const SHARED = { sharesCheckpoint: true };

async function refuseTakenName(tx: Pick<Transaction, "one">, name: string): Promise<void> {
  if (await tx.one("SELECT 1 FROM functions WHERE name = ?", [name]))
    throw new Problem("name-taken", {
      detail: `A function named "${name}" exists. Edit it (pomona function edit), or choose another name.`,
      fields: { name },
    });
}

/** Saves a search as a function. Its first version is served at once: rows gain their scores as the job goes on. */
export async function createFunction(
  workspace: Workspace,
  input: CreateFunctionRequest,
  by = "owner",
): Promise<ScoringFunction & { job: string }> {
  const parsed = createFunctionRequest.parse(input);
  const request = { ...parsed, anchors: await keepImages(workspace, parsed.anchors) };
  const space = request.space
    ? await spaceByName(workspace.database, request.space)
    : await suggestSpace(workspace, request.anchors);
  const parameters: VersionParameters = { kind: "similarity", ...request.parameters };
  const { resolved } = await compileSearch(workspace, space, { anchors: request.anchors, ...request.parameters });
  const record = await workspace.database.write(async (tx) => {
    await refuseTakenName(tx, request.name);
    // Refused when the space was deleted since the anchors were looked up in it.
    if ((await spaceByName(tx, space.name)).id !== space.id) throw spaceGone(space);
    const now = workspace.clock();
    const id = await nextId(tx);
    const made: FunctionRecord = {
      id,
      name: request.name,
      space: space.id,
      kind: parameters.kind,
      version: 1,
      servedVersion: 1,
      threshold: request.threshold ?? DEFAULT_THRESHOLD,
      truth: request.truth ? truthOf(request.truth) : null,
      created: now,
      updated: now,
    };
    await insertFunction(tx, made);
    await insertVersion(tx, {
      function: id,
      version: 1,
      space: space.id,
      anchors: resolved.anchors.map((anchor) => ({ ...anchor, by, at: now.toISOString(), why: "created" })),
      parameters,
      trained: null,
      vectors: resolved.vectors,
      state: "scoring",
      error: null,
      threshold: made.threshold,
      by,
      note: request.note ?? null,
      ordinals: await nextOrdinal(tx),
      created: now,
      completed: null,
    });
    await createScoreTable(workspace.database, tx, id, 1);
    return made;
  }, SHARED);
  const job = await requestScoring(workspace, record);
  return { ...(await getFunction(workspace, record.name)), job };
}

const spaceGone = (space: SpaceRecord): Problem =>
  new Problem("space-not-found", `The space "${space.name}" was deleted meanwhile.`);

/** Changes a function. New anchors or parameters make a new version, which takes over when every row is scored. */
export async function editFunction(
  workspace: Workspace,
  name: string,
  request: EditFunctionRequest,
  by = "owner",
): Promise<ScoringFunction & { job: string | null }> {
  for (;;) {
    const before = await functionByName(workspace.database, name);
    const current = await functionVersion(workspace.database, before.id, before.version);
    if (!current) throw new Problem("function-not-found", `The function "${name}" was deleted meanwhile.`);
    const kept = {
      ...request,
      ...(request.anchors ? { anchors: await keepImages(workspace, request.anchors) } : {}),
      ...(request.add ? { add: await keepImages(workspace, request.add) } : {}),
    };
    const next = await nextVersion(workspace, { record: before, current, by }, kept);
    const record = await workspace.database.write(
      (tx) => applyEdit(workspace, tx, { name, request, before, next }),
      SHARED,
    );
    // Another edit made a version in between: this one is made anew from that, so that neither is lost.
    if (!record) continue;
    const job = next ? await requestScoring(workspace, record) : null;
    return { ...(await getFunction(workspace, record.name)), job };
  }
}

async function applyEdit(
  workspace: Workspace,
  tx: Transaction,
  edit: { name: string; request: EditFunctionRequest; before: FunctionRecord; next: NewVersion | null },
): Promise<FunctionRecord | null> {
  const { name, request, before, next } = edit;
  const latest = await functionByName(tx, name);
  if (latest.id !== before.id || (next && latest.version !== before.version)) return null;
  if (request.name !== undefined && request.name !== name) await refuseTakenName(tx, request.name);
  const changed: FunctionRecord = {
    ...latest,
    name: request.name ?? latest.name,
    threshold: request.threshold ?? latest.threshold,
    truth: request.truth === undefined ? latest.truth : request.truth && truthOf(request.truth),
    updated: workspace.clock(),
  };
  if (next) await addVersion(workspace, tx, changed, next);
  await updateFunction(tx, changed);
  return changed;
}

/** Scores every row again as a new version with the same anchors; the old scores serve until it is complete. */
export async function rescoreFunction(workspace: Workspace, name: string, by = "owner"): Promise<{ job: string }> {
  const record = await workspace.database.write(async (tx) => {
    const latest = await functionByName(tx, name);
    const current = await functionVersion(tx, latest.id, latest.version);
    if (!current) throw new Problem("internal", `The function "${name}" has lost its version ${latest.version}.`);
    const changed: FunctionRecord = { ...latest, updated: workspace.clock() };
    await addVersion(workspace, tx, changed, {
      space: current.space,
      anchors: current.anchors,
      parameters: current.parameters,
      vectors: current.vectors,
      trained: current.trained,
      by,
      note: `Version ${current.version} scored again.`,
    });
    await updateFunction(tx, changed);
    return changed;
  }, SHARED);
  return { job: await requestScoring(workspace, record) };
}

/** Removes a function with all its versions and scores. */
export async function deleteFunction(workspace: Workspace, name: string): Promise<void> {
  await workspace.database.write(async (tx) => removeFunction(workspace, tx, await functionByName(tx, name)), SHARED);
}

export async function removeFunction(workspace: Workspace, tx: Transaction, record: FunctionRecord): Promise<void> {
  for (const version of new Set([record.version, record.servedVersion]))
    if (version !== null) await dropScoreTable(workspace.database, tx, record.id, version);
  await removeDraft(tx, record.id);
  await tx.run("DELETE FROM function_versions WHERE function = ?", [record.id]);
  await deleteEvaluations(tx, record.id);
  await tx.run("DELETE FROM functions WHERE id = ?", [record.id]);
}
