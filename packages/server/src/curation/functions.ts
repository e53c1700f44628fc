import { gatherVectors } from "@pomona/compute/gather";
import type { Anchor } from "@pomona/contract/anchors";
import { anchorInput } from "@pomona/contract/anchors";
import {
  type CreateFunctionRequest,
  createFunctionRequest,
  type EditFunctionRequest,
  type ScoringFunction,
} from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { Sql, SqlValue, Transaction } from "../store/database.ts";
import {
  type FunctionRecord,
  type FunctionVersion,
  functionByName,
  functionVersion,
  insertFunction,
  insertVersion,
  listFunctionRecords,
  type StoredAnchor,
  setVersionState,
  updateFunction,
} from "../store/function-table.ts";
import { createScoreTable, dropScoreTable, scoreTable } from "../store/score-tables.ts";
import { readSnapshot } from "../store/snapshot.ts";
import { listSpaces, nextId, type SpaceRecord, spaceByName } from "../store/space-table.ts";
import { int } from "../store/sql-values.ts";
import { resolveAnchors } from "./anchors.ts";
import { requestScoring } from "./score-function.ts";
import { compileChecked, compileSearch } from "./similarity.ts";
import { suggestSpace } from "./suggest-space.ts";
import type { Workspace } from "./workspace.ts";

/** Tables are made and dropped for a function; of it, nothing is in memory that later writes read. */
const SHARED = { sharesCheckpoint: true };

const anchorView = ({ sign, kind, key, text }: StoredAnchor): StoredAnchor => ({ sign, kind, key, text });

const countOf = async (sql: Pick<Sql, "one">, query: string, values: SqlValue[] = []): Promise<number> =>
  int((await sql.one(`SELECT count(*) AS n FROM ${query}`, values))?.n);

/** A function as the API shows it: counts are read, not kept. All reads must see one snapshot. */
async function describe(
  sql: Sql,
  record: FunctionRecord,
  versionNumber: number = record.version,
): Promise<ScoringFunction> {
  const version = await functionVersion(sql, record.id, versionNumber);
  if (!version)
    throw new Problem("function-not-found", `The function "${record.name}" has no version ${versionNumber}.`);
  const space = (await listSpaces(sql)).find((candidate) => candidate.id === record.space);
  const total = await countOf(sql, "embeddings WHERE space = ? AND state = 'ready'", [record.space]);
  const hasTable = versionNumber === record.version || versionNumber === record.servedVersion;
  const scored = hasTable ? await countOf(sql, scoreTable(record.id, versionNumber)) : 0;
  const served = record.servedVersion === null ? null : scoreTable(record.id, record.servedVersion);
  const above = served ? await countOf(sql, `${served} WHERE score >= CAST(? AS FLOAT)`, [record.threshold]) : 0;
  return {
    name: record.name,
    space: space?.name ?? "",
    kind: record.kind,
    version: versionNumber,
    servedVersion: record.servedVersion,
    state: version.state === "failed" || !hasTable ? version.state : scored < total ? "scoring" : "complete",
    scored,
    total,
    threshold: record.threshold,
    aboveThreshold: above,
    parameters: version.parameters,
    anchors: version.anchors.map(anchorView),
    error: version.error,
    created: record.created.toISOString(),
    updated: record.updated.toISOString(),
  };
}

export const listFunctions = ({ database }: Workspace): Promise<ScoringFunction[]> =>
  readSnapshot(database, async (sql) => {
    const functions: ScoringFunction[] = [];
    for (const record of await listFunctionRecords(sql)) functions.push(await describe(sql, record));
    return functions;
  });

export const getFunction = ({ database }: Workspace, name: string, version?: number): Promise<ScoringFunction> =>
  readSnapshot(database, async (sql) => describe(sql, await functionByName(sql, name), version));

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
): Promise<ScoringFunction & { job: string }> {
  const request = createFunctionRequest.parse(input);
  const space = request.space
    ? await spaceByName(workspace.database, request.space)
    : await suggestSpace(workspace, request.anchors);
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
      kind: "similarity",
      version: 1,
      servedVersion: 1,
      threshold: request.threshold,
      created: now,
      updated: now,
    };
    await insertFunction(tx, made);
    await insertVersion(tx, {
      function: id,
      version: 1,
      anchors: resolved.anchors,
      parameters: request.parameters,
      vectors: resolved.vectors,
      state: "scoring",
      error: null,
      created: now,
    });
    await createScoreTable(workspace.database, tx, id, 1);
    return made;
  }, SHARED);
  const job = await requestScoring(workspace, record);
  return { ...(await getFunction(workspace, record.name)), job };
}

/** What a new version is made of. */
type NewVersion = Pick<FunctionVersion, "anchors" | "parameters" | "vectors">;

const spaceGone = (space: SpaceRecord): Problem =>
  new Problem("space-not-found", `The space "${space.name}" was deleted meanwhile.`);

/** Changes a function. New anchors or parameters make a new version, which takes over when every row is scored. */
export async function editFunction(
  workspace: Workspace,
  name: string,
  request: EditFunctionRequest,
): Promise<ScoringFunction & { job: string | null }> {
  for (;;) {
    const before = await functionByName(workspace.database, name);
    const current = await functionVersion(workspace.database, before.id, before.version);
    if (!current) throw new Problem("function-not-found", `The function "${name}" was deleted meanwhile.`);
    const next = await nextVersion(workspace, before, current, request);
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
    updated: workspace.clock(),
  };
  if (next) await addVersion(workspace, tx, changed, next);
  await updateFunction(tx, changed);
  return changed;
}

/** Raises `record.version` in place and stores what it stands for. An unserved version before it is given up. */
async function addVersion(
  workspace: Workspace,
  tx: Transaction,
  record: FunctionRecord,
  next: NewVersion,
): Promise<void> {
  if (record.version !== record.servedVersion) {
    await dropScoreTable(workspace.database, tx, record.id, record.version);
    const reason = `Version ${record.version + 1} took its place before every row was scored.`;
    await setVersionState(tx, record.id, record.version, "failed", reason);
  }
  record.version += 1;
  await insertVersion(tx, {
    function: record.id,
    version: record.version,
    ...next,
    state: "scoring",
    error: null,
    created: workspace.clock(),
  });
  await createScoreTable(workspace.database, tx, record.id, record.version);
}

async function nextVersion(
  workspace: Workspace,
  record: FunctionRecord,
  current: FunctionVersion,
  request: EditFunctionRequest,
): Promise<NewVersion | null> {
  if (!request.anchors && !request.add?.length && !request.remove?.length && !request.parameters) return null;
  const space = (await listSpaces(workspace.database)).find(
    (candidate) => candidate.id === record.space,
  ) as SpaceRecord;
  const parameters = {
    combine: request.parameters?.combine ?? current.parameters.combine,
    negativeWeight: request.parameters?.negativeWeight ?? current.parameters.negativeWeight,
  };
  const parse = (anchors: EditFunctionRequest["anchors"]): Anchor[] =>
    (anchors ?? []).map((anchor) => anchorInput.parse(anchor));
  const kept = request.anchors
    ? { anchors: [], vectors: new Float32Array(0) }
    : keepAnchors(current, space.dims, request.remove ?? []);
  const added = [...parse(request.anchors), ...parse(request.add)];
  const resolved =
    added.length > 0
      ? await resolveAdded(workspace, space, added, kept.anchors)
      : { anchors: [], vectors: new Float32Array(0) };
  const vectors = new Float32Array(kept.vectors.length + resolved.vectors.length);
  vectors.set(kept.vectors);
  vectors.set(resolved.vectors, kept.vectors.length);
  const anchors = [...kept.anchors, ...resolved.anchors];
  if (!anchors.some((anchor) => anchor.sign === "+"))
    throw new Problem("no-positive-anchor", `The function "${record.name}" would have no positive anchor left.`);
  compileChecked(vectors, anchors, space, parameters);
  return { anchors, vectors, parameters };
}

/** Resolves added anchors; when they are all negative, the positives that stay make them valid. */
async function resolveAdded(workspace: Workspace, space: SpaceRecord, added: Anchor[], kept: StoredAnchor[]) {
  if (added.some((anchor) => anchor.sign === "+") || !kept.some((anchor) => anchor.sign === "+"))
    return resolveAnchors(workspace, space, added);
  const resolved = await resolveAnchors(
    workspace,
    space,
    added.map((anchor) => ({ ...anchor, sign: "+" as const })),
  );
  return { ...resolved, anchors: resolved.anchors.map((anchor) => ({ ...anchor, sign: "-" as const })) };
}

function keepAnchors(
  current: FunctionVersion,
  dims: number,
  remove: string[],
): { anchors: StoredAnchor[]; vectors: Float32Array } {
  const unknown = remove.find((name) => !current.anchors.some((anchor) => anchor.key === name || anchor.text === name));
  if (unknown !== undefined)
    throw new Problem("not-found", {
      detail: `No anchor is "${unknown}". Anchors are removed by key or text.`,
      fields: { anchor: unknown },
    });
  const positions = Array.from(current.anchors.keys()).filter((position) => {
    const anchor = current.anchors[position] as StoredAnchor;
    return !remove.some((name) => anchor.key === name || anchor.text === name);
  });
  const vectors = gatherVectors(current.vectors, positions, dims);
  return { anchors: positions.map((position) => current.anchors[position] as StoredAnchor), vectors };
}

/** Scores every row again as a new version with the same anchors; the old scores serve until it is complete. */
export async function rescoreFunction(workspace: Workspace, name: string): Promise<{ job: string }> {
  const record = await workspace.database.write(async (tx) => {
    const latest = await functionByName(tx, name);
    const current = await functionVersion(tx, latest.id, latest.version);
    if (!current) throw new Problem("internal", `The function "${name}" has lost its version ${latest.version}.`);
    const changed: FunctionRecord = { ...latest, updated: workspace.clock() };
    await addVersion(workspace, tx, changed, {
      anchors: current.anchors,
      parameters: current.parameters,
      vectors: current.vectors,
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
  await tx.run("DELETE FROM function_versions WHERE function = ?", [record.id]);
  await tx.run("DELETE FROM functions WHERE id = ?", [record.id]);
}
