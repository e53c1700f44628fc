import type { FilterInput } from "@pomona/contract/filter";
import type { MediaType } from "@pomona/contract/names";
import { Problem } from "@pomona/contract/problems";
import {
  type CreateSpaceRequest,
  createSpaceRequest,
  type ModelDescription,
  type Space,
} from "@pomona/contract/spaces";
import { builtinModels } from "../../models/builtin-models.ts";
import type { Transaction } from "../../store/database.ts";
import { bitsetSql } from "../../store/filter-sql.ts";
import { functionsOfSpaces } from "../../store/function-table.ts";
import { projectionsOfSpaces } from "../../store/projection-table.ts";
import { bytesBySpace, liveFiles } from "../../store/segment-table.ts";
import { countStates, listSpaces, type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import { stringList } from "../../store/sql-values.ts";
import { removeFunction } from "../functions/functions.ts";
import { forgetMaps, removeProjection } from "../projections/projections.ts";
import { filterBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { createExternalSpace, createModelSpace } from "./create-space.ts";
import { createDerivedSpace, type DeriveRequest, isAutomaticDerived, requestDerive } from "./derived-space.ts";
import { requestEmbedding } from "./embed-rows.ts";
import { removeFiles } from "./merge-segments.ts";

type SpaceWithJobs = Space & { jobs: string[] };

const view = (space: SpaceRecord, all: SpaceRecord[], counts: Record<string, number>, bytes: number): Space => ({
  name: space.name,
  dims: space.dims,
  metric: "cosine",
  kind: space.kind,
  model: space.model,
  modalities: space.modalities,
  queryModalities: space.queryModalities,
  fingerprint: space.fingerprint,
  version: space.version,
  description: space.description,
  derivedFrom: all.find((candidate) => candidate.id === space.derivedFrom)?.name ?? null,
  isDefaultFor: space.defaultFor,
  isSuggested: space.suggested,
  count: counts.ready ?? 0,
  pending: counts.pending ?? 0,
  failed: counts.failed ?? 0,
  bytes,
  created: space.created,
});

/** Every space with its coverage. What a derived space still lacks of its source counts as pending. */
export async function describeSpaces(workspace: Pick<Workspace, "database">): Promise<Space[]> {
  const spaces = await listSpaces(workspace.database);
  const counts = await countStates(workspace.database);
  const bytes = await bytesBySpace(workspace.database);
  return spaces.map((space) => {
    const own = counts.get(space.id) ?? {};
    const source = space.derivedFrom === null ? undefined : counts.get(space.derivedFrom);
    const lacking =
      source && space.transform === null ? (source.ready ?? 0) : Math.max(0, (source?.ready ?? 0) - (own.ready ?? 0));
    const shown = space.kind === "derived" ? { ...own, pending: lacking } : own;
    return view(space, spaces, shown, bytes.get(space.id) ?? 0);
  });
}

export async function describeSpace(workspace: Pick<Workspace, "database">, name: string): Promise<Space> {
  await spaceByName(workspace.database, name);
  return (await describeSpaces(workspace)).find((space) => space.name === name) as Space;
}

/** Makes a space and starts the work that fills it. */
export async function createSpace(workspace: Workspace, input: CreateSpaceRequest): Promise<SpaceWithJobs> {
  const request = createSpaceRequest.parse(input);
  // Refused later, in its job, the filter would leave a space that cannot be filled and has taken the name.
  if (request.kind !== "external" && request.filter !== undefined)
    await filterBits(queryContext(workspace), request.filter);
  const jobs: string[] = [];
  if (request.kind === "model") {
    const made = await createModelSpace(workspace, {
      name: request.name,
      model: request.model,
      options: request.options ?? {},
      allowNetwork: request.allowNetwork,
      isDefaultFor: request.isDefaultFor ?? [],
      isSuggested: false,
    });
    if (request.embed)
      jobs.push(await embedSpace(workspace, made.name, { filter: request.filter, retryFailed: false }));
  } else if (request.kind === "derived") {
    const made = await createDerivedSpace(workspace, request, { version: 1, suggested: false });
    jobs.push(await requestDerive(workspace, made));
  } else await createExternalSpace(workspace, request);
  return { ...(await describeSpace(workspace, request.name)), jobs };
}

/** Marks rows of a filter (all, when there is none) that the space takes and lacks as pending, and embeds them. */
export async function embedSpace(
  workspace: Workspace,
  name: string,
  request: { filter?: FilterInput | undefined; retryFailed: boolean },
): Promise<string> {
  const space = await spaceByName(workspace.database, name);
  if (space.kind === "derived") return requestDerive(workspace, space);
  if (space.kind === "external")
    throw new Problem(
      "model-not-found",
      `The space "${name}" holds your own vectors: add to it with pomona vectors import.`,
    );
  const bits = request.filter === undefined ? null : await filterBits(queryContext(workspace), request.filter);
  const chosen = bits ? bitsetSql(bits) : { where: "TRUE", values: [] };
  const rows = `SELECT r.row FROM rows r WHERE r.media_type IN (SELECT unnest(?)) AND ${chosen.where}`;
  await workspace.database.write(async (tx) => {
    if (request.retryFailed)
      await tx.run(
        `UPDATE embeddings SET state = 'pending', error_code = NULL, error_message = NULL WHERE space = ? AND state = 'failed' AND row IN (${rows})`,
        [space.id, stringList(space.modalities), ...chosen.values],
      );
    await tx.run(
      `INSERT INTO embeddings SELECT ?, row, 'pending', NULL, NULL, NULL FROM (${rows})
       WHERE row NOT IN (SELECT row FROM embeddings WHERE space = ?) ORDER BY row`,
      [space.id, stringList(space.modalities), ...chosen.values, space.id],
    );
  });
  return requestEmbedding(workspace, space);
}

export async function editSpace(
  workspace: Workspace,
  name: string,
  change: { isDefaultFor?: MediaType[] | undefined; isSuggested?: boolean | undefined },
): Promise<Space> {
  const space = await spaceByName(workspace.database, name);
  const wrong = change.isDefaultFor?.find(
    (mediaType) => space.kind !== "model" || !space.modalities.includes(mediaType),
  );
  if (wrong)
    throw new Problem(
      "model-unusable",
      `The space "${name}" does not embed ${wrong}s, so it cannot be the default for them.`,
    );
  await workspace.database.write((tx) =>
    tx.run("UPDATE spaces SET default_for = ?, suggested = ? WHERE id = ?", [
      stringList(change.isDefaultFor ?? space.defaultFor),
      change.isSuggested ?? space.suggested,
      space.id,
    ]),
  );
  return describeSpace(workspace, name);
}

/** A derived space fitted anew on today's rows: a new version under a name of its own, beside the old one. */
export async function refitSpace(workspace: Workspace, name: string): Promise<SpaceWithJobs> {
  const space = await spaceByName(workspace.database, name);
  if (space.kind !== "derived")
    throw new Problem("bad-request", `Only a derived space can be fitted anew; "${name}" is not one.`);
  const { request } = space.description as { request: DeriveRequest };
  const base = request.name.replace(/@\d+$/, "");
  const taken = (await listSpaces(workspace.database)).filter(
    (candidate) => candidate.name === base || candidate.name.startsWith(`${base}@`),
  );
  const version = Math.max(...taken.map((candidate) => candidate.version)) + 1;
  const made = await createDerivedSpace(
    workspace,
    { ...request, name: `${base}@${version}` },
    { version, suggested: space.suggested },
  );
  const job = await requestDerive(workspace, made);
  return { ...(await describeSpace(workspace, made.name)), jobs: [job] };
}

/** Deletes a space with its vectors. Functions, projections and derived spaces that need it stand in the way unless `force` takes them too. */
export async function deleteSpace(workspace: Workspace, name: string, force: boolean): Promise<void> {
  const removed = await workspace.database.write(async (tx) => {
    const space = await spaceByName(tx, name);
    const derived = (await listSpaces(tx)).filter((candidate) => candidate.derivedFrom === space.id);
    const doomed = [space, ...derived];
    const functions = await functionsOfSpaces(
      tx,
      doomed.map(({ id }) => id),
    );
    const projections = await projectionsOfSpaces(
      tx,
      doomed.map(({ id }) => id),
    );
    if (!force && derived.length + functions.length + projections.length > 0) {
      const needing = [
        ...derived.map((candidate) => `space "${candidate.name}"`),
        ...functions.map((record) => `function "${record.name}"`),
        ...projections.map((record) => `projection "${record.name}"`),
      ];
      throw new Problem("in-use", {
        detail: `"${name}" is needed by ${needing.join(", ")}. Delete those first, or delete them along with it: pomona space delete --force (force=true over HTTP).`,
        fields: { needing },
      });
    }
    for (const record of functions) await removeFunction(workspace, tx, record);
    const maps = [];
    for (const record of projections) maps.push(...(await removeProjection(workspace, tx, record)));
    await refuseAutomatic(tx, space);
    const files = await liveFiles(tx);
    for (const candidate of doomed) await removeSpace(tx, candidate.id);
    return { maps, spaces: doomed.map(({ id }) => ({ id, files: files.filter((file) => file.space === id) })) };
  });
  for (const { id, files } of removed.spaces) {
    workspace.live.dropSpace(id);
    removeFiles(workspace, id, files);
  }
  await forgetMaps(workspace, removed.maps);
}

/** Keeps a deleted space that was made by itself from being made again. */
async function refuseAutomatic(tx: Transaction, space: SpaceRecord): Promise<void> {
  const source = (await listSpaces(tx)).find((candidate) => isAutomaticDerived(space, candidate));
  if (source)
    await tx.run("UPDATE spaces SET description = ?, suggested = ? WHERE id = ?", [
      JSON.stringify({ ...source.description, automaticDerived: false }),
      source.suggested || space.suggested,
      source.id,
    ]);
}

async function removeSpace(tx: Transaction, id: number): Promise<void> {
  for (const table of ["embeddings", "segments"]) await tx.run(`DELETE FROM ${table} WHERE space = ?`, [id]);
  await tx.run("DELETE FROM spaces WHERE id = ?", [id]);
}

/** Models that can be used without a download. */
export const listModels = async (workspace: Workspace): Promise<ModelDescription[]> =>
  Promise.all(builtinModels().map((id) => workspace.embedding.describe({ id })));
