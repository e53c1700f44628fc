import type { FoundCluster, FoundClusters } from "@pomona/compute/clustering/find-clusters";
import { layOut } from "@pomona/compute/projection/lay-out";
import { mapQuality } from "@pomona/compute/projection/map-quality";
import { UnreadablePack } from "@pomona/compute/projection/pack-arrays";
import type { JobStage } from "@pomona/contract/jobs";
import { inTurns } from "../../config/give-turn.ts";
import { CLUSTER_LEVELS } from "../../store/map-tables.ts";
import type { MapOutcome, VersionRecord } from "../../store/projection-table.ts";
import type { Workspace } from "../workspace.ts";
import type { MadeMap } from "./fill-map.ts";
import type { ReducedRows } from "./reduce-rows.ts";
import type { StoredFit } from "./stored-fit.ts";

/** A layout with everything that was worked out of it. */
export interface MadeLayout {
  made: MadeMap;
  stored: StoredFit;
  clusters: readonly FoundCluster[];
  outcome: MapOutcome;
}

const NO_CLUSTERS: FoundClusters = { labels: [], clusters: [] };

interface LayoutOptions {
  signal: AbortSignal;
  onProgress(stage: JobStage, share: number): void;
}

/**
 * Lays out reduced rows, measures the map and finds its clusters. From time to time the state is written to a file, and a
 * file that is there is gone on from: the map is the same, byte for byte.
 */
export async function makeLayout(
  workspace: Pick<Workspace, "maps" | "mapFiles" | "log">,
  version: VersionRecord,
  reduced: ReducedRows,
  { signal, onProgress }: LayoutOptions,
): Promise<MadeLayout> {
  const { maps, mapFiles } = workspace;
  const layFrom = (resumeFrom: Uint8Array | null) =>
    layOut(maps, reduced.points, version.parameters, {
      pca: reduced.pca,
      signal,
      onProgress,
      checkpoint: (bytes) => mapFiles.writeLayout(version, bytes),
      ...(resumeFrom ? { resumeFrom } : {}),
    });
  const laid = await layFrom(await mapFiles.readLayout(version)).catch((error: unknown) => {
    if (!(error instanceof UnreadablePack)) throw error;
    workspace.log.warn({ err: error, version: version.version }, "a layout begins anew: its state is damaged");
    return layFrom(null);
  });
  const { count } = reduced.points;
  onProgress("quality", 0);
  const quality = await mapQuality(
    maps,
    { points: reduced.points, coordinates: laid.coordinates },
    { seed: version.parameters.seed, signal },
  );
  onProgress("clusters", 0);
  const found = { coordinates: laid.coordinates, count, options: { levels: CLUSTER_LEVELS } };
  const [{ labels, clusters } = NO_CLUSTERS] = await maps.run("findClusters", found, 1, { signal });
  const columns = { x: new Float32Array(count), y: new Float32Array(count), placed: new Int8Array(count) };
  await inTurns(count, (start, end) => {
    for (let i = start; i < end; i++) {
      columns.x[i] = laid.coordinates[2 * i] as number;
      columns.y[i] = laid.coordinates[2 * i + 1] as number;
      columns.placed[i] = laid.placed[i] as number;
    }
  });
  const ofLandmarks = labels.map(() => new Int32Array(laid.fit.rows.length));
  for (const [level, all] of labels.entries())
    await gatherInTurns(all, laid.fit.rows, ofLandmarks[level] as Int32Array);
  return {
    made: { rows: reduced.rows, ...columns, misfit: laid.misfit, clusters: paddedLevels(labels, count) },
    stored: { fit: laid.fit, labels: ofLandmarks },
    clusters,
    outcome: {
      quality,
      reducedTo: reduced.pca.components,
      explained: reduced.pca.explained,
      clusterLevels: labels.length,
    },
  };
}

/** Labels of some rows. */
const gatherInTurns = (labels: Int32Array, rows: Int32Array, into: Int32Array): Promise<void> =>
  inTurns(rows.length, (start, end) => {
    for (let i = start; i < end; i++) into[i] = labels[rows[i] as number] as number;
  });

const paddedLevels = (labels: readonly Int32Array[], count: number): Int32Array[] =>
  Array.from({ length: CLUSTER_LEVELS }, (_, level) => labels[level] ?? new Int32Array(count).fill(-1));
