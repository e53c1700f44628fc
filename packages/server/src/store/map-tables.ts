import { FLOAT, INTEGER, TINYINT, UINTEGER } from "@duckdb/node-api";
import { type Database, identifier, type Sql, type Transaction } from "./database.ts";
import { IN_ORDINALS, ordinalList } from "./row-table.ts";
import { type OrdinalRange, rowBits } from "./score-tables.ts";
import type { Bitset } from "./vector-store.ts";

/** One version of one projection. */
export interface MapRef {
  projection: number;
  version: number;
}

/** Levels of clusters that a map can have; level 0 is the coarsest. */
export const CLUSTER_LEVELS = 3;

/** Columns of a map table that hold ids of clusters, by level. */
export const CLUSTER_COLUMNS: readonly string[] = Array.from({ length: CLUSTER_LEVELS }, (_, level) => `c${level}`);

const tableName = ({ projection, version }: MapRef): string => `map_${Math.trunc(projection)}_${Math.trunc(version)}`;

/**
 * The table of the places of one version, one line per row that is on the map:
 * `(row UINTEGER, x FLOAT, y FLOAT, placed TINYINT, misfit FLOAT, c0 INTEGER, c1 INTEGER, c2 INTEGER)`.
 * `placed` is 0 for rows laid out, 1 for rows placed as the map was made, 2 for rows that arrived since; `misfit` is the
 * mean distance to the nearest neighbours in the reduced space; `c0` to `c2` are ids of clusters, -1 for none.
 */
export const mapTable = (map: MapRef): string => identifier(tableName(map));

/** Makes the empty table of a version; one that exists is kept. */
export async function createMapTable(database: Database, tx: Transaction, map: MapRef): Promise<void> {
  const column = (name: string, type: string): string => `${name} ${type} NOT NULL USING COMPRESSION 'uncompressed'`;
  await tx.run(
    `CREATE TABLE IF NOT EXISTS ${mapTable(map)} (${column("row", "UINTEGER")}, ${column("x", "FLOAT")}, ${column("y", "FLOAT")},
      placed TINYINT NOT NULL, misfit FLOAT NOT NULL, c0 INTEGER NOT NULL, c1 INTEGER NOT NULL, c2 INTEGER NOT NULL)`,
  );
  database.ddlChanged();
}

export async function dropMapTable(database: Database, tx: Transaction, map: MapRef): Promise<void> {
  await tx.run(`DROP TABLE IF EXISTS ${mapTable(map)}`);
  database.ddlChanged();
}

/** Places of rows, one entry per row in every column. */
export interface MapLines {
  rows: ArrayLike<number>;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  placed: ArrayLike<number>;
  misfit: ArrayLike<number>;
  /** One column for each of `CLUSTER_LEVELS`. */
  clusters: readonly ArrayLike<number>[];
}

/** Adds places; none of the rows may have one already. */
export async function appendMapLines(tx: Transaction, map: MapRef, lines: MapLines): Promise<void> {
  if (lines.rows.length === 0) return;
  await tx.append(tableName(map), [
    { type: UINTEGER, values: lines.rows },
    { type: FLOAT, values: lines.x },
    { type: FLOAT, values: lines.y },
    { type: TINYINT, values: lines.placed },
    { type: FLOAT, values: lines.misfit },
    ...lines.clusters.map((values) => ({ type: INTEGER, values })),
  ]);
}

/** Takes rows off a map. */
export async function removeMapLines(tx: Transaction, map: MapRef, rows: ArrayLike<number>): Promise<void> {
  if (rows.length > 0) await tx.run(`DELETE FROM ${mapTable(map)} WHERE row ${IN_ORDINALS}`, [ordinalList(rows)]);
}

/** Rows that are on a map. */
export const mappedBits = (sql: Pick<Sql, "one">, map: MapRef, range: OrdinalRange): Promise<Bitset> =>
  rowBits(sql, `SELECT row FROM ${mapTable(map)}`, range);

/** Notes that rows lost or changed their vector while a version is laid out. */
export async function noteMapChanges(tx: Transaction, map: MapRef, rows: ArrayLike<number>): Promise<void> {
  if (rows.length > 0)
    await tx.run("INSERT INTO map_changes SELECT ?, ?, unnest(?::UINTEGER[])", [
      map.projection,
      map.version,
      ordinalList(rows),
    ]);
}

/** Rows noted by `noteMapChanges`. */
export const changedBits = (sql: Pick<Sql, "one">, map: MapRef, range: OrdinalRange): Promise<Bitset> =>
  rowBits(
    sql,
    `SELECT row FROM map_changes WHERE projection = ${Math.trunc(map.projection)} AND version = ${Math.trunc(map.version)}`,
    range,
  );

export const forgetMapChanges = (tx: Transaction, map: MapRef): Promise<void> =>
  tx.run("DELETE FROM map_changes WHERE projection = ? AND version = ?", [map.projection, map.version]);

/** What a map holds now. */
export interface MapCounts {
  rows: number;
  /** Not laid out. */
  placed: number;
  /** Of these, those that came after the layout. */
  arrived: number;
  /** Mean misfit of the rows laid out, and of those that came since; null where there are none. */
  misfit: { laidOut: number | null; arrived: number | null };
  bounds: { x: [number, number]; y: [number, number] } | null;
}

/** Counts a map. Cost: one scan of four columns, some 15 ms for a million rows. */
export async function countMap(sql: Pick<Sql, "one">, map: MapRef): Promise<MapCounts> {
  const line = await sql.one(
    `SELECT count(*)::INTEGER AS rows, (count(*) FILTER (placed <> 0))::INTEGER AS placed, (count(*) FILTER (placed = 2))::INTEGER AS arrived,
       avg(misfit) FILTER (placed = 0) AS laid_misfit, avg(misfit) FILTER (placed = 2) AS arrived_misfit,
       min(x) AS left, max(x) AS right, min(y) AS bottom, max(y) AS top FROM ${mapTable(map)}`,
  );
  const rows = line?.rows as number;
  return {
    rows,
    placed: line?.placed as number,
    arrived: line?.arrived as number,
    misfit: { laidOut: line?.laid_misfit as number | null, arrived: line?.arrived_misfit as number | null },
    bounds:
      rows === 0
        ? null
        : { x: [line?.left as number, line?.right as number], y: [line?.bottom as number, line?.top as number] },
  };
}
