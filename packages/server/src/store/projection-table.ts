import { Problem } from "@pomona/contract/problems";
import type { ProjectionParameters, ProjectionVersion } from "@pomona/contract/projections";
import { deleteClusters } from "./cluster-table.ts";
import type { Database, Sql, Transaction } from "./database.ts";
import { dropMapTable, forgetMapChanges, type MapRef } from "./map-tables.ts";
import { int, timestamp, timestampOrNull } from "./sql-values.ts";

export interface ProjectionRecord {
  id: number;
  name: string;
  space: number;
  created: Date;
  updated: Date;
}

/** What was measured of a version when it was laid out. */
export interface MapOutcome {
  quality: ProjectionVersion["quality"];
  reducedTo: number;
  explained: number;
  clusterLevels: number;
}

export interface VersionRecord extends MapRef {
  state: ProjectionVersion["state"];
  parameters: ProjectionParameters;
  /** In the text form; null: every row of the space. */
  filter: string | null;
  /** Name of the file of its fit, below the folder `projections`; null before it is complete. */
  fitFile: string | null;
  outcome: MapOutcome | null;
  error: string | null;
  created: Date;
  completed: Date | null;
}

const PROJECTION_COLUMNS = "id, name, space, created, updated";
const projectionOf = (row: Record<string, unknown>): ProjectionRecord => ({
  id: int(row.id),
  name: row.name as string,
  space: int(row.space),
  created: row.created as Date,
  updated: row.updated as Date,
});

const VERSION_COLUMNS = "projection, version, state, parameters, filter, fit_file, outcome, error, created, completed";
const versionOf = (row: Record<string, unknown>): VersionRecord => ({
  projection: int(row.projection),
  version: int(row.version),
  state: row.state as VersionRecord["state"],
  parameters: JSON.parse(row.parameters as string) as ProjectionParameters,
  filter: row.filter as string | null,
  fitFile: row.fit_file as string | null,
  outcome: row.outcome === null ? null : (JSON.parse(row.outcome as string) as MapOutcome),
  error: row.error as string | null,
  created: row.created as Date,
  completed: row.completed as Date | null,
});

/** In order of name. */
export const listProjectionRecords = async (sql: Pick<Sql, "all">): Promise<ProjectionRecord[]> =>
  (await sql.all(`SELECT ${PROJECTION_COLUMNS} FROM projections ORDER BY lower(name), name`)).map(projectionOf);

/** The projection of that name, or Problem `projection-not-found` that lists the names there are. */
export async function projectionByName(sql: Pick<Sql, "all">, name: string): Promise<ProjectionRecord> {
  const projections = await listProjectionRecords(sql);
  const found = projections.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = projections.map((candidate) => `"${candidate.name}"`).join(", ") || "none yet";
  throw new Problem("projection-not-found", {
    detail: `There is no projection named "${name}". Projections: ${names}.`,
    fields: { projection: name },
  });
}

export const projectionById = async (sql: Pick<Sql, "all">, id: number): Promise<ProjectionRecord | undefined> =>
  (await sql.all(`SELECT ${PROJECTION_COLUMNS} FROM projections WHERE id = ?`, [id])).map(projectionOf)[0];

export const projectionsOfSpaces = async (
  sql: Pick<Sql, "all">,
  spaces: readonly number[],
): Promise<ProjectionRecord[]> => (await listProjectionRecords(sql)).filter((record) => spaces.includes(record.space));

/** Versions of a projection, newest first; of all projections where none is given. */
export const listVersions = async (sql: Pick<Sql, "all">, projection?: number): Promise<VersionRecord[]> =>
  (
    await sql.all(
      `SELECT ${VERSION_COLUMNS} FROM projection_versions ${projection === undefined ? "" : "WHERE projection = ?"} ORDER BY version DESC`,
      projection === undefined ? [] : [projection],
    )
  ).map(versionOf);

export const projectionVersion = async (sql: Pick<Sql, "all">, map: MapRef): Promise<VersionRecord | undefined> =>
  (
    await sql.all(`SELECT ${VERSION_COLUMNS} FROM projection_versions WHERE projection = ? AND version = ?`, [
      map.projection,
      map.version,
    ])
  ).map(versionOf)[0];

/** Versions of all projections of a space in some state. */
export const versionsOfSpace = async (
  sql: Pick<Sql, "all">,
  space: number,
  state: VersionRecord["state"],
): Promise<VersionRecord[]> =>
  (
    await sql.all(
      `SELECT ${VERSION_COLUMNS} FROM projection_versions
       WHERE state = ? AND projection IN (SELECT id FROM projections WHERE space = ?) ORDER BY version`,
      [state, space],
    )
  ).map(versionOf);

/** A complete map by the name of its projection: the newest where no version is given. Problem `projection-not-found`. */
export async function mapByName(
  sql: Pick<Sql, "all">,
  name: string,
  version?: number,
): Promise<{ projection: ProjectionRecord; version: VersionRecord }> {
  const projection = await projectionByName(sql, name);
  const complete = (await listVersions(sql, projection.id)).filter(({ state }) => state === "complete");
  const found = version === undefined ? complete[0] : complete.find((candidate) => candidate.version === version);
  if (found) return { projection, version: found };
  const numbers = complete.map((candidate) => candidate.version).join(", ");
  throw new Problem("projection-not-found", {
    detail:
      complete.length === 0
        ? `"${name}" has no complete version: wait until one is laid out, or lay it out again.`
        : `"${name}" has no complete version ${version}. Its complete versions: ${numbers}.`,
    fields: { projection: name, version },
  });
}

/** Problem `name-taken` where another projection has the name; `way` says what to do instead. */
export async function refuseTakenProjectionName(tx: Pick<Sql, "one">, name: string, way: string): Promise<void> {
  if (await tx.one("SELECT 1 FROM projections WHERE name = ?", [name]))
    throw new Problem("name-taken", {
      detail: `A projection named "${name}" exists. ${way}`,
      fields: { name },
    });
}

export async function insertProjection(tx: Transaction, record: ProjectionRecord): Promise<void> {
  await tx.run(`INSERT INTO projections (${PROJECTION_COLUMNS}) VALUES (?, ?, ?, ?, ?)`, [
    record.id,
    record.name,
    record.space,
    timestamp(record.created),
    timestamp(record.updated),
  ]);
}

export async function updateProjection(tx: Transaction, { id, name, updated }: ProjectionRecord): Promise<void> {
  await tx.run("UPDATE projections SET name = ?, updated = ? WHERE id = ?", [name, timestamp(updated), id]);
}

/** The number of a new map: unique in the workspace and never used again, as saved regions name it. */
export async function takeMapVersion(tx: Transaction): Promise<number> {
  const known = await tx.one("SELECT value FROM settings WHERE name = 'last_map_version'");
  const next = Number(known?.value ?? 0) + 1;
  if (known) await tx.run("UPDATE settings SET value = ? WHERE name = 'last_map_version'", [String(next)]);
  else await tx.run("INSERT INTO settings VALUES ('last_map_version', ?)", [String(next)]);
  return next;
}

export async function insertMapVersion(tx: Transaction, record: VersionRecord): Promise<void> {
  await tx.run(`INSERT INTO projection_versions (${VERSION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    record.projection,
    record.version,
    record.state,
    JSON.stringify(record.parameters),
    record.filter,
    record.fitFile,
    record.outcome && JSON.stringify(record.outcome),
    record.error,
    timestamp(record.created),
    timestampOrNull(record.completed),
  ]);
}

/** Ends the layout of a version, well or not. */
export async function endMapVersion(
  tx: Transaction,
  map: MapRef,
  end: Pick<VersionRecord, "state" | "fitFile" | "outcome" | "error" | "completed">,
): Promise<void> {
  await tx.run(
    `UPDATE projection_versions SET state = ?, fit_file = ?, outcome = ?, error = ?, completed = ?
     WHERE projection = ? AND version = ?`,
    [
      end.state,
      end.fitFile,
      end.outcome && JSON.stringify(end.outcome),
      end.error,
      timestampOrNull(end.completed),
      map.projection,
      map.version,
    ],
  );
  await forgetMapChanges(tx, map);
}

/** Gives a version the filter that it was laid out by in other words. */
export const setVersionFilter = (tx: Transaction, map: MapRef, filter: string | null): Promise<void> =>
  tx.run("UPDATE projection_versions SET filter = ? WHERE projection = ? AND version = ?", [
    filter,
    map.projection,
    map.version,
  ]);

/** Removes what a version holds in the database, but for its own line. */
export async function dropMap(database: Database, tx: Transaction, map: MapRef): Promise<void> {
  await dropMapTable(database, tx, map);
  await forgetMapChanges(tx, map);
  await deleteClusters(tx, map);
}

export async function deleteMapVersion(database: Database, tx: Transaction, map: MapRef): Promise<void> {
  await dropMap(database, tx, map);
  await tx.run("DELETE FROM projection_versions WHERE projection = ? AND version = ?", [map.projection, map.version]);
}

/** Removes a projection with all its versions. */
export async function deleteProjectionRecord(database: Database, tx: Transaction, projection: number): Promise<void> {
  for (const version of await listVersions(tx, projection)) await deleteMapVersion(database, tx, version);
  await tx.run("DELETE FROM projections WHERE id = ?", [projection]);
}
