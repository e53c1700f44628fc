import { combinationParameters } from "@pomona/contract/combinations";
import {
  type CreateFunctionRequest,
  createFunctionRequest,
  type EditFunctionRequest,
  type ScoringFunction,
} from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { Transaction } from "../../store/database.ts";
import {
  type FunctionRecord,
  type FunctionVersion,
  functionByName,
  functionVersion,
  insertFunction,
  listFunctionRecords,
  updateFunction,
} from "../../store/function-table.ts";
import { dropScoreTable } from "../../store/score-tables.ts";
import { nextId } from "../../store/space-table.ts";
import { wakeAutomations } from "../automations/wake-automations.ts";
import { truthOf } from "../evaluations/truth.ts";
import { followRename } from "../follow-rename.ts";
import type { Workspace } from "../workspace.ts";
import { addVersion, storeVersion } from "./add-version.ts";
import { readCombination, usersById } from "./combinations.ts";
import { getFunction } from "./describe-function.ts";
import { firstVersion } from "./first-version.ts";
import { nextVersion, sameVersion } from "./function-version.ts";
import { defaultThreshold, type NewVersion } from "./make-version.ts";
import { nextThreshold } from "./next-threshold.ts";
import { keepImages } from "./pictures.ts";
import { requestScoring, startVersion } from "./score-function.ts";
import { thresholdOfParts } from "./threshold-of-parts.ts";

/** Tables are made and dropped for a function; of it, nothing is in memory that later writes read. */
const SHARED = { sharesCheckpoint: true };

async function refuseTakenName(tx: Pick<Transaction, "one">, name: string): Promise<void> {
  if (await tx.one("SELECT 1 FROM functions WHERE name = ?", [name]))
    throw new Problem("name-taken", {
      detail: `A function named "${name}" exists. Edit it (pomona function edit; a combination by pomona function combine --replace), or choose another name.`,
      fields: { name },
    });
}

/**
 * Saves a search as a function, or trains a probe, or combines functions. Its first version is served at once: rows gain
 * their scores as the job goes on; a combination needs none.
 */
export async function createFunction(
  workspace: Workspace,
  input: CreateFunctionRequest,
  by = "owner",
  signal?: AbortSignal,
): Promise<ScoringFunction & { job: string | null }> {
  const request = createFunctionRequest.parse(input);
  // Known before a probe is trained; looked at again when it is saved.
  await refuseTakenName(workspace.database, request.name);
  const first = await firstVersion(workspace, request, by, signal);
  return saveFunction(workspace, {
    name: request.name,
    first,
    threshold: request.threshold ?? (await thresholdOfParts(workspace, first)) ?? defaultThreshold(first),
    truth: request.truth ? truthOf(request.truth) : null,
  });
}

/** Stores a function with its first version, and asks for it to be scored. Problem `name-taken`. */
async function saveFunction(
  workspace: Workspace,
  { name, first, threshold, truth }: Pick<FunctionRecord, "name" | "threshold" | "truth"> & { first: NewVersion },
): Promise<ScoringFunction & { job: string | null }> {
  const record = await workspace.database.write(async (tx) => {
    await refuseTakenName(tx, name);
    await refuseGone(tx, first);
    const now = workspace.clock();
    const made: FunctionRecord = {
      id: await nextId(tx),
      name,
      space: first.space,
      kind: first.parameters.kind,
      version: 1,
      servedVersion: 1,
      threshold,
      truth,
      created: now,
      updated: now,
    };
    await insertFunction(tx, made);
    await storeVersion(workspace, tx, made, first);
    return made;
  }, SHARED);
  const job = await startVersion(workspace, record);
  return { ...(await getFunction(workspace, name)), job };
}

/** Refuses a version whose space, or a part of it, was deleted since it was made. */
async function refuseGone(tx: Transaction, { space, parameters }: NewVersion): Promise<void> {
  if (space !== null && !(await tx.one("SELECT 1 FROM spaces WHERE id = ?", [space])))
    throw new Problem("space-not-found", "The space of the function was deleted meanwhile.");
  if (parameters.kind !== "combination") return;
  const known = new Set((await listFunctionRecords(tx)).map(({ id }) => id));
  if (parameters.parts.some((part) => !known.has(part.function)))
    throw new Problem("combination-unusable", "A part of the combination was deleted meanwhile.");
}

/** A function as it is now. */
async function newestOf(
  { database }: Pick<Workspace, "database">,
  name: string,
): Promise<{ record: FunctionRecord; version: FunctionVersion }> {
  const record = await functionByName(database, name);
  const version = await functionVersion(database, record.id, record.version);
  if (!version) throw new Problem("function-not-found", `The function "${name}" was deleted meanwhile.`);
  return { record, version };
}

/** Changes a function. New anchors or parameters make a new version, which takes over when every row is scored. */
export async function editFunction(
  workspace: Workspace,
  name: string,
  request: EditFunctionRequest,
  by = "owner",
  signal?: AbortSignal,
): Promise<ScoringFunction & { job: string | null }> {
  for (;;) {
    const { record: before, version: current } = await newestOf(workspace, name);
    const kept = {
      ...request,
      ...(request.anchors ? { anchors: await keepImages(workspace, request.anchors) } : {}),
      ...(request.add ? { add: await keepImages(workspace, request.add) } : {}),
    };
    const next = await nextVersion(workspace, { record: before, current, by }, kept, signal);
    const record = await workspace.database.write(
      (tx) => applyEdit(workspace, tx, { name, request, before, current, next }),
      SHARED,
    );
    // Another edit made a version in between: this one is made anew from that, so that neither is lost.
    if (!record) continue;
    const job = next && (await startVersion(workspace, record));
    await wakeAutomations(workspace);
    return { ...(await getFunction(workspace, record.name)), job };
  }
}

async function applyEdit(
  workspace: Workspace,
  tx: Transaction,
  edit: {
    name: string;
    request: EditFunctionRequest;
    before: FunctionRecord;
    current: FunctionVersion;
    next: NewVersion | null;
  },
): Promise<FunctionRecord | null> {
  const { name, request, before, current, next } = edit;
  const latest = await functionByName(tx, name);
  if (latest.id !== before.id || (next && latest.version !== before.version)) return null;
  if (request.name !== undefined && request.name !== name) await refuseTakenName(tx, request.name);
  const kept = next ? nextThreshold({ ...current, threshold: latest.threshold }, next) : latest.threshold;
  const changed: FunctionRecord = {
    ...latest,
    name: request.name ?? latest.name,
    threshold: request.threshold ?? kept,
    truth: request.truth === undefined ? latest.truth : request.truth && truthOf(request.truth),
    updated: workspace.clock(),
  };
  if (next) {
    await refuseGone(tx, next);
    // Another combination may have been edited since this one was looked at.
    if (request.combination) await readCombination(tx, combinationParameters.parse(request.combination), latest);
    await addVersion(workspace, tx, changed, next);
  }
  await updateFunction(tx, changed);
  await followRename(tx, { kind: "function", from: name, to: changed.name }, workspace);
  return changed;
}

/**
 * Scores every row again as a new version with the same anchors; the old scores serve until it is complete. A probe is
 * trained again, with random rows of today.
 */
export async function rescoreFunction(
  workspace: Workspace,
  name: string,
  by = "owner",
  signal?: AbortSignal,
): Promise<{ job: string }> {
  for (;;) {
    const { record: before, version: current } = await newestOf(workspace, name);
    if (current.parameters.kind === "combination")
      throw new Problem("bad-request", {
        detail: `"${name}" is a combination: its scores are worked out from those of its parts. Rescore the parts.`,
        fields: { name },
      });
    const next = await sameVersion(workspace, { current, by }, signal);
    const edit = { name, request: {}, before, current, next };
    const record = await workspace.database.write((tx) => applyEdit(workspace, tx, edit), SHARED);
    if (record) return { job: await requestScoring(workspace, record) };
  }
}

/**
 * Removes a function with all its versions and scores. Problem `in-use` where combinations have it as a part, unless
 * `force`: those then lack a part.
 */
export async function deleteFunction(workspace: Workspace, name: string, force = false): Promise<void> {
  await workspace.database.write(async (tx) => {
    const record = await functionByName(tx, name);
    const users = (await usersById(tx)).get(record.id) ?? [];
    if (!force && users.length > 0) {
      const needing = users.map((user) => `function "${user}"`);
      throw new Problem("in-use", {
        detail: `"${name}" is a part of ${needing.join(", ")}. Change or delete ${users.length === 1 ? "that" : "those"} first, or delete it all the same: pomona function delete ${JSON.stringify(name)} --force (force=true over HTTP).`,
        fields: { needing },
      });
    }
    await removeFunction(workspace, tx, record);
  }, SHARED);
}

const OF_FUNCTION = ["function_versions", "function_drafts", "function_answers", "function_evaluations"];

export async function removeFunction(workspace: Workspace, tx: Transaction, record: FunctionRecord): Promise<void> {
  for (const version of new Set([record.version, record.servedVersion]))
    if (version !== null) await dropScoreTable(workspace.database, tx, record.id, version);
  for (const table of OF_FUNCTION) await tx.run(`DELETE FROM ${table} WHERE function = ?`, [record.id]);
  await tx.run("DELETE FROM functions WHERE id = ?", [record.id]);
}
