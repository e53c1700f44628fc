import type { FoundCluster } from "@pomona/compute/clustering/find-clusters";
import type { MapCluster } from "@pomona/contract/projections";
import type { MapRef } from "../store/map-tables.ts";
import type { Workspace } from "./workspace.ts";

export const nameClusters = async (
  _workspace: Pick<Workspace, "database">,
  _map: MapRef,
  _clusters: readonly FoundCluster[],
  _options: { signal: AbortSignal },
): Promise<MapCluster[]> => [];
