import { FLOAT, INTEGER, VARCHAR } from "@duckdb/node-api";
import type { MapCluster } from "@pomona/contract/projections";
import type { Sql, Transaction } from "./database.ts";
import { CLUSTER_COLUMNS, type MapRef, mapTable } from "./map-tables.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import { int } from "./sql-values.ts";

/** A cluster with the rows that its typical keys are of, so that those of deleted rows can be left out. */
export interface NamedCluster extends MapCluster {
  typicalRows: number[];
}

/** What `about` holds as JSON. */
interface About {
  reasons: MapCluster["reasons"];
  typicalRows: number[];
}

/** Stores the clusters of a map, which must have none. */
export async function insertClusters(tx: Transaction, map: MapRef, clusters: readonly NamedCluster[]): Promise<void> {
  if (clusters.length === 0) return;
  const about = clusters.map(({ reasons, typicalRows }) => JSON.stringify({ reasons, typicalRows } satisfies About));
  await tx.append("map_clusters", [
    { type: INTEGER, values: clusters.map(() => map.projection) },
    { type: INTEGER, values: clusters.map(() => map.version) },
    { type: INTEGER, values: clusters.map(({ id }) => id) },
    { type: INTEGER, values: clusters.map(({ level }) => level) },
    { type: INTEGER, values: clusters.map(({ parent }) => parent) },
    { type: VARCHAR, values: clusters.map(({ name }) => name) },
    { type: FLOAT, values: clusters.map(({ x }) => x) },
    { type: FLOAT, values: clusters.map(({ y }) => y) },
    { type: VARCHAR, values: about },
  ]);
}

/**
 * Clusters of a map by level and id, coarsest first, with the rows that they have now. Cost: some 20 ms for a million
 * rows.
 */
export async function listClusters(sql: Pick<Sql, "all" | "columns">, map: MapRef): Promise<MapCluster[]> {
  const stored = await sql.all(
    "SELECT id, level, parent, name, x, y, about FROM map_clusters WHERE projection = ? AND version = ? ORDER BY level, id",
    [map.projection, map.version],
  );
  if (stored.length === 0) return [];
  const rows = await countRows(sql, map);
  const about = stored.map((line) => JSON.parse(line.about as string) as About);
  const keys = await liveKeys(sql, [...new Set(about.flatMap(({ typicalRows }) => typicalRows))]);
  return stored.map((line, i) => ({
    id: int(line.id),
    level: int(line.level),
    parent: line.parent === null ? null : int(line.parent),
    name: line.name as string,
    reasons: about[i]?.reasons ?? [],
    rows: rows.get(int(line.id)) ?? 0,
    x: line.x as number,
    y: line.y as number,
    typical: (about[i]?.typicalRows ?? []).flatMap((row) => keys.get(row) ?? []),
  }));
}

/** Forgets the clusters of a map. */
export const deleteClusters = (tx: Transaction, map: MapRef): Promise<void> =>
  tx.run("DELETE FROM map_clusters WHERE projection = ? AND version = ?", [map.projection, map.version]);

/** Rows on the map by cluster, of every level; ids are unique over levels. */
async function countRows(sql: Pick<Sql, "all">, map: MapRef): Promise<Map<number, number>> {
  const found = await sql.all(
    `SELECT coalesce(${CLUSTER_COLUMNS.join(", ")}) AS id, count(*) AS n FROM ${mapTable(map)}
     GROUP BY GROUPING SETS (${CLUSTER_COLUMNS.map((column) => `(${column})`).join(", ")})`,
  );
  return new Map(found.map(({ id, n }) => [int(id), int(n)]));
}

/** Keys of rows by ordinal; rows that are gone have none. */
export async function liveKeys(sql: Pick<Sql, "columns">, rows: readonly number[]): Promise<Map<number, string>> {
  if (rows.length === 0) return new Map();
  const [live = [], keys = []] = await sql.columns(`SELECT row, key FROM rows WHERE row ${IN_ORDINALS}`, [
    ordinalList(rows),
  ]);
  return new Map((live as number[]).map((row, i) => [row, keys[i] as string]));
}
