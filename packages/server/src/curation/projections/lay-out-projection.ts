import { andBits, ordinalsOf } from "@pomona/compute/bitset";
import type { JobStage } from "@pomona/contract/jobs";
import { isProblem, Problem } from "@pomona/contract/problems";
import { insertClusters } from "../../store/cluster-table.ts";
import { countMap, forgetMapChanges, type MapRef } from "../../store/map-tables.ts";
import {
  dropMap,
  endMapVersion,
  projectionById,
  projectionVersion,
  type VersionRecord,
} from "../../store/projection-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { readyBits } from "../../store/score-tables.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import type { JobContext, JobHandler } from "../background-work.ts";
import { filterBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { completeMap } from "./complete-map.ts";
import { fillMap, requireLaying } from "./fill-map.ts";
import { makeLayout } from "./make-layout.ts";
import { nameClusters } from "./name-clusters.ts";
import { type ReducedRows, reduceRows } from "./reduce-rows.ts";
import { packReduced, unpackReduced } from "./reduced-state.ts";
import { packFit } from "./stored-fit.ts";
import { shareOfWork, stageEnds } from "./work-of-layout.ts";

/** Asks for a version to be laid out; returns the job that does it. */
export const requestLayout = (workspace: Workspace, map: MapRef, name: string): Promise<string> =>
  workspace.jobs.add(
    "lay-out-projection",
    { projection: map.projection, version: map.version },
    { title: `Lay out "${name}"`, subject: `${map.projection}:${map.version}` },
  );

/**
 * Lays out a version, stores the places of its rows and makes it complete. What it has worked out is kept in files, so
 * that after a crash it goes on to the same map, byte for byte. Cancelled or failed, it leaves nothing but its line.
 */
export const layOutProjection =
  (workspace: Workspace): JobHandler<"lay-out-projection"> =>
  async (map, context) => {
    // A thread that is at a long step hears of nothing.
    const end = (): void => void workspace.maps.close();
    context.signal.addEventListener("abort", end, { once: true });
    try {
      const version = await projectionVersion(workspace.database, map);
      if (version?.state === "complete")
        return { rows: (await workspace.database.read((sql) => countMap(sql, map))).rows };
      if (version?.state !== "laying")
        throw new Problem("cancelled", "The version was deleted, or another took its place.");
      return await layOutVersion(workspace, version, context);
    } catch (error) {
      const reason = context.signal.aborted ? context.signal.reason : error;
      if (!isProblem(reason, "stopping")) await giveUpLayout(workspace, map, reason);
      throw error;
    } finally {
      context.signal.removeEventListener("abort", end);
      await workspace.maps.close();
    }
  };

async function layOutVersion(
  workspace: Workspace,
  version: VersionRecord,
  { signal, progress, enter }: JobContext,
): Promise<{ rows: number }> {
  progress(0, 100);
  const space = await spaceOfVersion(workspace, version);
  let ends = stageEnds(version.parameters, 2);
  const onProgress = (stage: JobStage, share: number): void => {
    enter(stage);
    progress(Math.floor(100 * shareOfWork(ends, stage, share)));
  };
  onProgress("reduce", 0);
  const reduced = await reducedRows(workspace, version, space, {
    signal,
    onRows: (rows) => {
      ends = stageEnds(version.parameters, rows);
    },
    onProgress: (share) => onProgress("reduce", share),
  });
  const { made, stored, clusters, outcome } = await makeLayout(workspace, version, reduced, { signal, onProgress });
  onProgress("store", 0);
  await workspace.mapFiles.writeFit(version, await packFit(workspace.maps, stored));
  await fillMap(workspace, version, {
    space: space.id,
    made,
    signal,
    onProgress: (share) => onProgress("store", share),
  });
  onProgress("names", 0);
  const named = await nameClusters(workspace, version, clusters, { signal });
  await completeMap(
    workspace,
    {
      version,
      space,
      rows: made.rows,
      stored,
      outcome,
      fitFile: workspace.mapFiles.fitName(version),
      alsoCommit: (tx) => insertClusters(tx, version, named),
    },
    signal,
  );
  await workspace.mapFiles.removeStates(version);
  progress(100, 100);
  return { rows: (await workspace.database.read((sql) => countMap(sql, version))).rows };
}

async function spaceOfVersion({ database }: Workspace, version: VersionRecord): Promise<SpaceRecord> {
  const projection = await projectionById(database, version.projection);
  const space = (await listSpaces(database)).find((candidate) => candidate.id === projection?.space);
  if (!space) throw new Problem("cancelled", "The space of the projection was deleted.");
  return space;
}

/** Reduced vectors of the rows that belong on the map, as they were when the layout began. */
async function reducedRows(
  workspace: Workspace,
  version: VersionRecord,
  space: SpaceRecord,
  { onRows, ...options }: { signal: AbortSignal; onRows(count: number): void; onProgress(share: number): void },
): Promise<ReducedRows> {
  const kept = await keptReduced(workspace, version);
  if (kept) {
    onRows(kept.points.count);
    return kept;
  }
  // A state of the layout is of other reduced rows.
  await workspace.mapFiles.removeStates(version);
  // What changed before the vectors are read is laid out as it is then.
  await workspace.database.write(async (tx) => {
    await requireLaying(tx, version);
    await forgetMapChanges(tx, version);
  });
  const rows = await coveredRows(workspace, space, version.filter);
  requireEnough(rows.length, space, version.filter);
  onRows(rows.length);
  const reduced = await reduceRows(workspace, space, rows, { parameters: version.parameters, ...options });
  requireEnough(reduced.points.count, space, version.filter);
  await workspace.mapFiles.writeReduced(version, packReduced(reduced));
  return reduced;
}

/** What a stop left; null where it left nothing that can be read: then all begins anew. */
async function keptReduced({ mapFiles, log }: Workspace, version: VersionRecord): Promise<ReducedRows | null> {
  try {
    const kept = await mapFiles.readReduced(version);
    return kept && unpackReduced(kept);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    log.warn({ err: error, version: version.version }, "a layout begins anew: what it had kept is damaged");
    return null;
  }
}

/** Ordinals of the rows that a map of a space, or of a filter on it, would be laid out from now; rising. */
export async function coveredRows(
  workspace: Workspace,
  space: SpaceRecord,
  filter: string | null,
): Promise<Uint32Array> {
  const ready = await workspace.database.read(async (sql) =>
    readyBits(sql, space.id, { first: 0, count: await nextOrdinal(sql) }),
  );
  return ordinalsOf(filter === null ? ready : andBits(ready, await filterBits(queryContext(workspace), filter)));
}

/** Problem `space-empty` where there are too few rows for a map. */
export function requireEnough(count: number, space: SpaceRecord, filter: string | null): void {
  if (count >= 2) return;
  const rows = count === 1 ? "one row has" : "no row has";
  const whose = filter === null ? `In "${space.name}" ${rows}` : `Of the rows that meet the filter, ${rows}`;
  const how =
    space.kind === "external"
      ? "import vectors (pomona vectors import)"
      : `embed rows (pomona space embed "${space.name}"), or wait until they are`;
  throw new Problem("space-empty", {
    detail: `${whose} a vector${filter === null ? "" : ` in "${space.name}"`}; a map needs at least two. First ${how}${filter === null ? "" : ", or choose another filter"}.`,
    fields: { space: space.name, count },
  });
}

/** Ends a layout that will not be completed: its line says why, and nothing else is left. */
export async function giveUpLayout(
  workspace: Pick<Workspace, "database" | "mapFiles" | "clock">,
  map: MapRef,
  reason: unknown,
): Promise<void> {
  const isOver = await workspace.database.write(
    async (tx) => {
      const version = await projectionVersion(tx, map);
      if (version && version.state !== "laying") return version.state === "cancelled";
      await dropMap(workspace.database, tx, map);
      if (version)
        await endMapVersion(tx, map, { ...endOf(reason), fitFile: null, outcome: null, completed: workspace.clock() });
      return true;
    },
    { sharesCheckpoint: true },
  );
  if (isOver) await workspace.mapFiles.remove(map);
}

const endOf = (reason: unknown): Pick<VersionRecord, "state" | "error"> =>
  isProblem(reason, "cancelled")
    ? { state: "cancelled", error: null }
    : {
        state: "failed",
        error:
          isProblem(reason) && reason.status < 500
            ? reason.message
            : "Something went wrong in the server; its log has the details.",
      };
