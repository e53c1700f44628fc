import { INTEGER, UINTEGER, VARCHAR } from "@duckdb/node-api";
import type { MetadataType } from "@pomona/contract/fields";
import type { EmbeddingState } from "@pomona/contract/filter";
import { Database, type Transaction } from "./database.ts";
import { appendMapLines, CLUSTER_LEVELS, createMapTable, type MapRef } from "./map-tables.ts";
import { ensureMetadataColumns } from "./metadata-columns.ts";
import { appendRows, type StoredRow } from "./row-table.ts";
import { migrate } from "./schema.ts";
import { appendScores, createScoreTable } from "./score-tables.ts";
import { timestamp } from "./sql-values.ts";

/** A whole catalog in plain values, for tests of what reads it. */
export interface CatalogPlan {
  fields?: Record<string, MetadataType>;
  rows: (Partial<StoredRow> & { key: string })[];
  /** Scores by function and row; a function without a map has no served version. */
  functions?: Record<string, Map<number, number> | null>;
  /** State by space and row. */
  embeddings?: Record<string, Map<number, EmbeddingState>>;
  /** Rows by project and batch. */
  batches?: { project: string; batch: string; rows: number[] }[];
  /** Places of rows by projection and version; ids of projections are from 1 in order of their first map. */
  maps?: PlannedMap[];
}

export interface PlannedMap {
  projection: string;
  version: number;
  /** Default: complete. */
  state?: string;
  /** In the order in which they are written. */
  places: readonly PlannedPlace[];
  /** Names of clusters. */
  clusters?: readonly { id: number; level: number; name: string }[];
}

export interface PlannedPlace {
  row: number;
  x: number;
  y: number;
  /** Default: 0, laid out. */
  placed?: number;
  /** Of each level; default -1: none. */
  clusters?: readonly number[];
}

const DEFAULTS: Omit<StoredRow, "row" | "key"> = {
  dataset: "fruit",
  mediaType: "text",
  labels: [],
  tags: [],
  text: null,
  uri: null,
  contentKind: "inline",
  contentHash: "0",
  sourceHash: "0",
  sourceSaid: { labels: [], tags: [], metadata: {} },
  bytes: 0,
  width: null,
  height: null,
  format: null,
  duplicate: false,
  created: new Date(0),
  metadata: {},
};

/** Row i of a plan has ordinal i unless it says otherwise. */
export const planRow = (row: CatalogPlan["rows"][number], ordinal: number): StoredRow => ({
  ...DEFAULTS,
  row: ordinal,
  ...row,
});

/** A new database at `path` (":memory:" too) that holds a plan. Functions, spaces, projects and batches get ids from 1. */
export async function openCatalog(plan: CatalogPlan, path = ":memory:"): Promise<Database> {
  const database = await Database.open(path);
  await migrate(database);
  await fillCatalog(database, plan);
  return database;
}

/** Writes a plan into an empty catalog. */
export async function fillCatalog(database: Database, plan: CatalogPlan): Promise<void> {
  const now = timestamp(new Date(0));
  await database.write(async (tx) => {
    const columns = await ensureMetadataColumns(database, tx, plan.fields ?? {});
    await appendRows(tx, plan.rows.map(planRow), columns);
    await tx.run("UPDATE settings SET value = ? WHERE name = 'next_ordinal'", [String(plan.rows.length)]);
    let id = 0;
    for (const [name, states] of Object.entries(plan.embeddings ?? {})) {
      await tx.run(
        `INSERT INTO spaces VALUES (${++id}, ?, 4, 'external', NULL, ['image'], [], 'f', 1, '{}', NULL, [], false, NULL, ?)`,
        [name, now],
      );
      const lines = [...states].filter(([, state]) => state !== "none");
      await tx.append("embeddings", [
        { type: INTEGER, values: lines.map(() => id) },
        { type: UINTEGER, values: lines.map(([row]) => row) },
        { type: VARCHAR, values: lines.map(([, state]) => state) },
        { type: INTEGER, values: lines.map(([, state]) => (state === "ready" ? 1 : null)) },
        { type: VARCHAR, values: lines.map(([, state]) => (state === "failed" ? "corrupt" : null)) },
        { type: VARCHAR, values: lines.map(([, state]) => (state === "failed" ? "cannot be decoded" : null)) },
      ]);
    }
    id = 0;
    for (const [name, scores] of Object.entries(plan.functions ?? {})) {
      await tx.run(
        `INSERT INTO functions (id, name, space, kind, version, served_version, threshold, created, updated) VALUES (${++id}, ?, 1, 'similarity', 1, ?, 0.8, ?, ?)`,
        [name, scores ? 1 : null, now, now],
      );
      if (!scores) continue;
      await createScoreTable(database, tx, id, 1);
      await appendScores(
        tx,
        { function: id, version: 1 },
        { rows: [...scores.keys()], scores: [...scores.values()], replaces: false },
      );
    }
    await fillMaps(database, tx, plan.maps ?? []);
    const projects: string[] = [];
    let batch = 0;
    for (const plannedBatch of plan.batches ?? []) {
      if (!projects.includes(plannedBatch.project)) {
        projects.push(plannedBatch.project);
        await tx.run(`INSERT INTO projects VALUES (${projects.length}, ?, '{"classes":[]}', ?)`, [
          plannedBatch.project,
          now,
        ]);
      }
      const project = projects.indexOf(plannedBatch.project) + 1;
      await tx.run(`INSERT INTO batches VALUES (${++batch}, ${project}, ?, 3, 'ranked', NULL, ?)`, [
        plannedBatch.batch,
        now,
      ]);
      for (const [position, row] of plannedBatch.rows.entries()) {
        await tx.run(`INSERT INTO batch_rows VALUES (${batch}, ${project}, ${row}, ${position})`);
      }
    }
  });
}

/** Writes complete versions of projections of the space 1. */
export async function fillMaps(database: Database, tx: Transaction, maps: readonly PlannedMap[]): Promise<void> {
  const now = timestamp(new Date(0));
  const names: string[] = [];
  for (const { projection: name, version, state = "complete", places, clusters = [] } of maps) {
    if (!names.includes(name)) {
      names.push(name);
      await tx.run(`INSERT INTO projections VALUES (${names.length}, ?, 1, ?, ?)`, [name, now, now]);
    }
    const map = { projection: names.indexOf(name) + 1, version };
    await tx.run(`INSERT INTO projection_versions VALUES (?, ?, ?, '{}', NULL, NULL, NULL, NULL, ?, ?)`, [
      map.projection,
      version,
      state,
      now,
      now,
    ]);
    await createMapTable(database, tx, map);
    await appendPlaces(tx, map, places);
    for (const { id, level, name: title } of clusters)
      await tx.run("INSERT INTO map_clusters VALUES (?, ?, ?, ?, NULL, ?, 0, 0, '[]')", [
        map.projection,
        version,
        id,
        level,
        title,
      ]);
  }
}

/** Adds places to a map. */
export const appendPlaces = (tx: Transaction, map: MapRef, places: readonly PlannedPlace[]): Promise<void> =>
  appendMapLines(tx, map, {
    rows: Uint32Array.from(places, ({ row }) => row),
    x: Float32Array.from(places, ({ x }) => x),
    y: Float32Array.from(places, ({ y }) => y),
    placed: places.map(({ placed = 0 }) => placed),
    misfit: new Float32Array(places.length),
    clusters: Array.from({ length: CLUSTER_LEVELS }, (_, level) =>
      Int32Array.from(places, ({ clusters = [] }) => clusters[level] ?? -1),
    ),
  });
