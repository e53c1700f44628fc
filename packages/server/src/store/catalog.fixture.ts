import { INTEGER, UINTEGER, VARCHAR } from "@duckdb/node-api";
import type { MetadataType } from "@pomona/contract/fields";
import type { EmbeddingState } from "@pomona/contract/filter";
import { Database } from "./database.ts";
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
      await tx.run(`INSERT INTO functions VALUES (${++id}, ?, 1, 'similarity', 1, ?, 0.8, ?, ?)`, [
        name,
        scores ? 1 : null,
        now,
        now,
      ]);
      if (!scores) continue;
      await createScoreTable(database, tx, id, 1);
      await appendScores(
        tx,
        { function: id, version: 1 },
        { rows: [...scores.keys()], scores: [...scores.values()], replaces: false },
      );
    }
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
