import {
  type CreateFunctionRequest,
  createFunctionRequest,
  type EditFunctionRequest,
  type ScoringFunction,
} from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { Sql, Transaction } from "../store/database.ts";
import { countFunctions, type FunctionCounts } from "../store/function-counts.ts";
import {
  type FunctionRecord,
  type FunctionVersion,
  functionByName,
  functionVersion,
  insertFunction,
  insertVersion,
  listFunctionRecords,
  newestVersions,
  type StoredAnchor,
  setVersionState,
  updateFunction,
} from "../store/function-table.ts";
import { createScoreTable, dropScoreTable } from "../store/score-tables.ts";
import { readSnapshot } from "../store/snapshot.ts";
import { countStates, listSpaces, nextId, type SpaceRecord, spaceByName } from "../store/space-table.ts";
import { type NewVersion, nextVersion } from "./function-version.ts";
import { keepImages } from "./pictures.ts";
import { requestScoring } from "./score-function.ts";
import { compileSearch } from "./similarity.ts";
import { suggestSpace } from "./suggest-space.ts";
import type { Workspace } from "./workspace.ts";

/** Tables are made and dropped for a function; of it, nothing is in memory that later writes read. */
const SHARED = { sharesCheckpoint: true };

const anchorView = ({ sign, kind, key, text, picture }: StoredAnchor): ScoringFunction["anchors"][number] => ({
  sign,
  kind,
  key,
  text,
  picture: picture ?? null,
});

/** What descriptions of functions are made from, read in one snapshot. */
interface Described {
  spaces: ReadonlyMap<number, SpaceRecord>;
  /** Rows with a vector, by space. */
  ready: ReadonlyMap<number, number>;
  counts: ReadonlyMap<number, FunctionCounts>;
}

async function readDescribed(sql: Sql, records: readonly FunctionRecord[]): Promise<Described> {
  const states = await countStates(sql);
  return {
    spaces: new Map((await listSpaces(sql)).map((space) => [space.id, space])),
    ready: new Map([...states].map(([space, counts]) => [space, counts.ready ?? 0])),
    counts: await countFunctions(sql, records),
  };
}

/** A function as the API shows it. */
function describe(record: FunctionRecord, version: FunctionVersion, known: Described): ScoringFunction {
  const counts = known.counts.get(record.id);
  const total = known.ready.get(version.space) ?? 0;
  const isNewest = version.version === record.version;
  const isServed = version.version === record.servedVersion;
  const scored = (isNewest ? counts?.scored : isServed ? counts?.servedScored : 0) ?? 0;
  const hasTable = isNewest || isServed;
  return {
    name: record.name,
    space: known.spaces.get(version.space)?.name ?? "",
    kind: record.kind,
    version: version.version,
    servedVersion: record.servedVersion,
    state: version.state === "failed" || !hasTable ? version.state : scored < total ? "scoring" : "complete",
    scored,
    total,
    threshold: record.threshold,
    aboveThreshold: counts?.above ?? 0,
    servedScored: counts?.servedScored ?? 0,
    arrivals: counts?.arrivals ?? { rowsPerStep: 1, steps: [] },
    parameters: version.parameters,
    anchors: version.anchors.map(anchorView),
    error: version.error,
    created: record.created.toISOString(),
    updated: record.updated.toISOString(),
  };
}

/** Every function. The counts of a state of the catalog are kept until it changes. */
export const listFunctions = ({ database }: Workspace): Promise<ScoringFunction[]> => {
  const before = database.generation;
  return readSnapshot(database, async (sql) => {
    const records = await listFunctionRecords(sql);
    const generation = before !== null && database.generation === before ? before : null;
    const known = await database.derived.get(
      generation,
      "functions",
      () => readDescribed(sql, records),
      ({ counts, spaces }) => 1000 * counts.size + 2000 * spaces.size,
    );
    const versions = await newestVersions(sql);
    return records.flatMap((record) => {
      const version = versions.get(record.id);
      return version ? [describe(record, version, known)] : [];
    });
  });
};

export const getFunction = ({ database }: Workspace, name: string, number?: number): Promise<ScoringFunction> =>
  readSnapshot(database, async (sql) => {
    const record = await functionByName(sql, name);
    const version = await functionVersion(sql, record.id, number ?? record.version);
    if (!version) throw new Problem("function-not-found", `The function "${name}" has no version ${number}.`);
    return describe(record, version, await readDescribed(sql, [record]));
  });

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
  const parsed = createFunctionRequest.parse(input);
  const request = { ...parsed, anchors: await keepImages(workspace, parsed.anchors) };
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
      space: space.id,
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
    const next = await nextVersion(workspace, before, current, {
      ...request,
      ...(request.anchors ? { anchors: await keepImages(workspace, request.anchors) } : {}),
      ...(request.add ? { add: await keepImages(workspace, request.add) } : {}),
    });
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
  record.space = next.space;
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

/** Scores every row again as a new version with the same anchors; the old scores serve until it is complete. */
export async function rescoreFunction(workspace: Workspace, name: string): Promise<{ job: string }> {
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
