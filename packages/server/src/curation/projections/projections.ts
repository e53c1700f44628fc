import { Problem } from "@pomona/contract/problems";
import {
  type CreateProjectionRequest,
  createProjectionRequest,
  type MapCluster,
  type Projection,
  type ProjectionParameters,
  projectionParameters,
  type RelayProjectionRequest,
  relayProjectionRequest,
} from "@pomona/contract/projections";
import { listClusters } from "../../store/cluster-table.ts";
import type { Transaction } from "../../store/database.ts";
import { openLayouts } from "../../store/job-table.ts";
import { createMapTable, type MapRef } from "../../store/map-tables.ts";
import {
  deleteMapVersion,
  deleteProjectionRecord,
  dropMap,
  endMapVersion,
  insertMapVersion,
  insertProjection,
  listProjectionRecords,
  listVersions,
  mapByName,
  type ProjectionRecord,
  projectionByName,
  refuseTakenProjectionName,
  takeMapVersion,
  updateProjection,
} from "../../store/projection-table.ts";
import { countStates, listSpaces, nextId, type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import { followRename } from "../follow-rename.ts";
import { filterAsText } from "../queries/filter-as-text.ts";
import type { Workspace } from "../workspace.ts";
import { describeProjections } from "./describe-projection.ts";
import { coveredRows, requestLayout, requireEnough } from "./lay-out-projection.ts";

/** Tables are made and dropped for maps; of them, nothing is in memory that later writes read. */
const SHARED = { sharesCheckpoint: true };

type Started = { projection: Projection; job: string };

/** Every projection, in order of name. */
export async function listProjections(workspace: Workspace): Promise<Projection[]> {
  const { database } = workspace;
  return describeProjections(workspace, await listProjectionRecords(database), {
    versions: await listVersions(database),
    jobs: await openLayouts(database),
  });
}

export async function getProjection(workspace: Workspace, name: string): Promise<Projection> {
  const { database } = workspace;
  const record = await projectionByName(database, name);
  const [described] = await describeProjections(workspace, [record], {
    versions: await listVersions(database, record.id),
    jobs: await openLayouts(database),
  });
  return described as Projection;
}

/** Makes a projection and starts to lay out its first version. */
export async function createProjection(workspace: Workspace, input: CreateProjectionRequest): Promise<Started> {
  const request = createProjectionRequest.parse(input);
  const space = await spaceForMap(workspace, request.space);
  const filter = await checkedFilter(workspace, space, request.filter);
  const name = request.name ?? space.name;
  const map = await workspace.database.write(async (tx) => {
    await refuseTakenProjectionName(tx, name, "Lay it out again, or choose another name.");
    // Refused when the space was deleted since the rows were counted in it.
    if ((await spaceByName(tx, space.name)).id !== space.id)
      throw new Problem("space-not-found", `The space "${space.name}" was deleted meanwhile.`);
    const now = workspace.clock();
    const id = await nextId(tx);
    await insertProjection(tx, { id, name, space: space.id, created: now, updated: now });
    return addVersion(workspace, tx, id, { parameters: request.parameters, filter });
  }, SHARED);
  return { job: await requestLayout(workspace, map, name), projection: await getProjection(workspace, name) };
}

/** The space of that name; where none is named the one suggested for searches, of those with vectors. */
async function spaceForMap({ database }: Workspace, name: string | undefined): Promise<SpaceRecord> {
  if (name !== undefined) return spaceByName(database, name);
  const counts = await countStates(database);
  const rank = ({ id, suggested, defaultFor }: SpaceRecord): number =>
    ((counts.get(id)?.ready ?? 0) >= 2 ? 0 : 4) + (suggested ? 0 : 2) + (defaultFor.length > 0 ? 0 : 1);
  const [best] = (await listSpaces(database)).sort((a, b) => rank(a) - rank(b) || a.id - b.id);
  if (!best) throw new Problem("space-not-found", "There is no space yet: import rows, then embed them.");
  return best;
}

/** The text form of a filter, null for every row. Problem `space-empty` where there is too little for a map. */
async function checkedFilter(
  workspace: Workspace,
  space: SpaceRecord,
  input: ReturnType<typeof createProjectionRequest.parse>["filter"] | null,
): Promise<string | null> {
  const text = input === undefined || input === null ? null : (await filterAsText(workspace, input)) || null;
  requireEnough((await coveredRows(workspace, space, text)).length, space, text);
  return text;
}

async function addVersion(
  workspace: Workspace,
  tx: Transaction,
  projection: number,
  made: { parameters: ProjectionParameters; filter: string | null },
): Promise<MapRef> {
  const version = await takeMapVersion(tx);
  await insertMapVersion(tx, {
    projection,
    version,
    state: "laying",
    ...made,
    fitFile: null,
    outcome: null,
    error: null,
    created: workspace.clock(),
    completed: null,
  });
  await createMapTable(workspace.database, tx, { projection, version });
  return { projection, version };
}

export async function renameProjection(workspace: Workspace, name: string, to: string): Promise<Projection> {
  await workspace.database.write(async (tx) => {
    const record = await projectionByName(tx, name);
    if (to !== name) await refuseTakenProjectionName(tx, to, "Choose another name.");
    await updateProjection(tx, { ...record, name: to, updated: workspace.clock() });
    await followRename(tx, { kind: "projection", from: name, to }, workspace);
  });
  return getProjection(workspace, to);
}

/**
 * Lays a projection out as a new version; what is not given stays as in the newest. Complete versions stay, and the newest
 * of them serves until the new one is complete; one that is being laid out is given up.
 */
export async function relayProjection(
  workspace: Workspace,
  name: string,
  input: RelayProjectionRequest,
): Promise<Started> {
  const request = relayProjectionRequest.parse(input);
  const before = await projectionByName(workspace.database, name);
  const newest = (await listVersions(workspace.database, before.id))[0];
  const space = (await listSpaces(workspace.database)).find(({ id }) => id === before.space);
  if (!newest || !space) throw new Problem("projection-not-found", `The projection "${name}" was deleted meanwhile.`);
  const parameters = projectionParameters.parse({ ...newest.parameters, ...request.parameters });
  const filter = await checkedFilter(
    workspace,
    space,
    request.filter === undefined ? (newest.filter ?? undefined) : request.filter,
  );
  const { record, map, replaced } = await workspace.database.write(async (tx) => {
    const latest = await projectionByName(tx, name);
    if (latest.id !== before.id)
      throw new Problem("projection-not-found", `The projection "${name}" was deleted meanwhile.`);
    const open = (await listVersions(tx, latest.id)).filter(({ state }) => state === "laying");
    const made = await addVersion(workspace, tx, latest.id, { parameters, filter });
    for (const version of open) {
      await dropMap(workspace.database, tx, version);
      const error = `Version ${made.version} took its place before it was complete.`;
      await endMapVersion(tx, version, { ...version, state: "cancelled", error, completed: workspace.clock() });
    }
    await updateProjection(tx, { ...latest, updated: workspace.clock() });
    return { record: latest, map: made, replaced: open };
  }, SHARED);
  await stopLayouts(workspace, replaced);
  return {
    job: await requestLayout(workspace, map, record.name),
    projection: await getProjection(workspace, record.name),
  };
}

/** Deletes a projection with all its maps, or one version of it; the last version takes the projection along. */
export async function deleteProjection(workspace: Workspace, name: string, version?: number): Promise<void> {
  const gone = await workspace.database.write(async (tx) => {
    const record = await projectionByName(tx, name);
    const versions = await listVersions(tx, record.id);
    const doomed = versions.filter((candidate) => version === undefined || candidate.version === version);
    if (doomed.length === 0 && version !== undefined)
      throw new Problem("projection-not-found", {
        detail: `"${name}" has no version ${version}. Versions: ${versions.map((one) => one.version).join(", ")}.`,
        fields: { projection: name, version },
      });
    if (doomed.length === versions.length) await deleteProjectionRecord(workspace.database, tx, record.id);
    else for (const one of doomed) await deleteMapVersion(workspace.database, tx, one);
    return doomed;
  }, SHARED);
  await forgetMaps(workspace, gone);
}

/** Removes a projection of a space that is deleted; returns its versions, for `forgetMaps` after the commit. */
export async function removeProjection(workspace: Workspace, tx: Transaction, record: ProjectionRecord) {
  const versions = await listVersions(tx, record.id);
  await deleteProjectionRecord(workspace.database, tx, record.id);
  return versions;
}

/** Ends the work on maps that were deleted and removes their files. */
export async function forgetMaps(
  workspace: Workspace,
  versions: readonly (MapRef & { fitFile: string | null })[],
): Promise<void> {
  await stopLayouts(workspace, versions);
  for (const { fitFile } of versions) if (fitFile !== null) workspace.fits.forget(fitFile);
}

/** Cancels the jobs of versions that are not wanted any more. */
async function stopLayouts(workspace: Workspace, versions: readonly MapRef[]): Promise<void> {
  const open = await openLayouts(workspace.database);
  for (const map of versions) {
    const job = open.get(map.version);
    if (job !== undefined) await workspace.jobs.cancel(job);
    await workspace.mapFiles.remove(map);
  }
}

/** Clusters of a complete map (default: the newest), coarsest level first. */
export async function projectionClusters(
  workspace: Workspace,
  name: string,
  { version, level }: { version?: number | undefined; level?: number | undefined },
): Promise<MapCluster[]> {
  const map = await mapByName(workspace.database, name, version);
  const clusters = await workspace.database.read((sql) => listClusters(sql, map.version));
  return clusters.filter((cluster) => level === undefined || cluster.level === level);
}
