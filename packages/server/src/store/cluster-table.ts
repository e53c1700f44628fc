import type { MapCluster } from "@pomona/contract/projections";
import type { Sql, Transaction } from "./database.ts";
import type { MapRef } from "./map-tables.ts";

export const insertClusters = async (_tx: Transaction, _map: MapRef, _clusters: MapCluster[]): Promise<void> => {};
export const listClusters = async (_sql: Sql, _map: MapRef): Promise<MapCluster[]> => [];
