import { Problem } from "@pomona/contract/problems";
import type { Database } from "./database.ts";

const SLICES =
  'CREATE TABLE IF NOT EXISTS slices (id INTEGER NOT NULL, name VARCHAR NOT NULL, filter VARCHAR NOT NULL, created TIMESTAMP NOT NULL, updated TIMESTAMP NOT NULL, "view" VARCHAR)';
const ACCESS_TOKENS =
  "CREATE TABLE IF NOT EXISTS access_tokens (id VARCHAR NOT NULL, name VARCHAR NOT NULL, hash VARCHAR NOT NULL, created TIMESTAMP NOT NULL, last_used TIMESTAMP)";
const EDITS = `CREATE TABLE IF NOT EXISTS edits (
    id INTEGER NOT NULL, title VARCHAR NOT NULL, edit VARCHAR NOT NULL, types VARCHAR NOT NULL, bits BLOB NOT NULL,
    row_count BIGINT NOT NULL, changed BIGINT NOT NULL, state VARCHAR NOT NULL, created TIMESTAMP NOT NULL)`;

const PICTURES =
  "CREATE TABLE IF NOT EXISTS pictures (hash VARCHAR NOT NULL, name VARCHAR, format VARCHAR NOT NULL, created TIMESTAMP NOT NULL)";
const PROJECTIONS = `CREATE TABLE IF NOT EXISTS projections (
    id INTEGER NOT NULL, name VARCHAR NOT NULL, space INTEGER NOT NULL, created TIMESTAMP NOT NULL, updated TIMESTAMP NOT NULL)`;
const PROJECTION_VERSIONS = `CREATE TABLE IF NOT EXISTS projection_versions (
    projection INTEGER NOT NULL, version INTEGER NOT NULL, state VARCHAR NOT NULL, parameters VARCHAR NOT NULL, filter VARCHAR,
    fit_file VARCHAR, outcome VARCHAR, error VARCHAR, created TIMESTAMP NOT NULL, completed TIMESTAMP)`;
const MAP_CHANGES = `CREATE TABLE IF NOT EXISTS map_changes (
    projection INTEGER NOT NULL, version INTEGER NOT NULL, row UINTEGER NOT NULL)`;
const MAP_CLUSTERS = `CREATE TABLE IF NOT EXISTS map_clusters (
    projection INTEGER NOT NULL, version INTEGER NOT NULL, id INTEGER NOT NULL, level INTEGER NOT NULL, parent INTEGER,
    name VARCHAR NOT NULL, x FLOAT NOT NULL, y FLOAT NOT NULL, about VARCHAR NOT NULL)`;

const FUNCTION_DRAFTS = `CREATE TABLE IF NOT EXISTS function_drafts (
    function INTEGER NOT NULL, based_on INTEGER NOT NULL, space INTEGER NOT NULL, anchors VARCHAR NOT NULL, parameters VARCHAR NOT NULL,
    vectors BLOB NOT NULL, weights BLOB, trained VARCHAR, threshold DOUBLE NOT NULL, round INTEGER NOT NULL, rounds VARCHAR NOT NULL,
    drawn VARCHAR NOT NULL, trained_on VARCHAR, "by" VARCHAR, created TIMESTAMP NOT NULL, updated TIMESTAMP NOT NULL)`;
const FUNCTION_ANSWERS = `CREATE TABLE IF NOT EXISTS function_answers (
    function INTEGER NOT NULL, key VARCHAR NOT NULL, row UINTEGER NOT NULL, answer VARCHAR NOT NULL, reason VARCHAR, round INTEGER NOT NULL,
    score FLOAT, vector BLOB NOT NULL, content_hash VARCHAR, twins VARCHAR NOT NULL, "by" VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL)`;
const FUNCTION_EVALUATIONS = `CREATE TABLE IF NOT EXISTS function_evaluations (
    id INTEGER NOT NULL, function INTEGER NOT NULL, version INTEGER NOT NULL, rows_id VARCHAR NOT NULL, evaluation VARCHAR NOT NULL,
    created TIMESTAMP NOT NULL)`;
const AUTOMATIONS = `CREATE TABLE IF NOT EXISTS automations (
    id INTEGER NOT NULL, name VARCHAR NOT NULL, filter VARCHAR NOT NULL, on_rescore BOOLEAN NOT NULL, action VARCHAR NOT NULL,
    state VARCHAR NOT NULL, problem VARCHAR, created TIMESTAMP NOT NULL, updated TIMESTAMP NOT NULL)`;
const AUTOMATION_QUEUE =
  "CREATE TABLE IF NOT EXISTS automation_queue (automation INTEGER NOT NULL, row UINTEGER NOT NULL, held BOOLEAN NOT NULL)";
const AUTOMATION_SWEEPS = `CREATE TABLE IF NOT EXISTS automation_sweeps (
    id INTEGER NOT NULL, automation INTEGER NOT NULL, cause VARCHAR NOT NULL, ordinals UINTEGER NOT NULL, next_row UINTEGER NOT NULL)`;
const AUTOMATION_ACTS = `CREATE TABLE IF NOT EXISTS automation_acts (
    automation INTEGER NOT NULL, key VARCHAR NOT NULL, row UINTEGER NOT NULL, entry INTEGER NOT NULL)`;
const AUTOMATION_LOG = `CREATE TABLE IF NOT EXISTS automation_log (
    id INTEGER NOT NULL, automation INTEGER NOT NULL, "at" TIMESTAMP NOT NULL, event VARCHAR NOT NULL, row_count BIGINT NOT NULL,
    keys VARCHAR[] NOT NULL, detail VARCHAR, delivery VARCHAR)`;
const DELIVERIES = `CREATE TABLE IF NOT EXISTS deliveries (
    id VARCHAR NOT NULL, automation INTEGER NOT NULL, url VARCHAR NOT NULL, body VARCHAR NOT NULL, row_count BIGINT NOT NULL,
    state VARCHAR NOT NULL, attempts INTEGER NOT NULL, status INTEGER, error VARCHAR, next_attempt TIMESTAMP, created TIMESTAMP NOT NULL,
    ended TIMESTAMP)`;
const REVIEW_ROWS =
  "CREATE TABLE IF NOT EXISTS review_rows (slice INTEGER NOT NULL, row UINTEGER NOT NULL, automation INTEGER, added TIMESTAMP NOT NULL)";
const LEARNING = [
  FUNCTION_DRAFTS,
  FUNCTION_ANSWERS,
  FUNCTION_EVALUATIONS,
  AUTOMATIONS,
  AUTOMATION_QUEUE,
  AUTOMATION_SWEEPS,
  AUTOMATION_ACTS,
  AUTOMATION_LOG,
  DELIVERIES,
  REVIEW_ROWS,
];

/**
 * Tables of the catalog. No indexes: a scan of a column is faster than keeping one (measured), and an index would
 * forbid adding metadata columns. Uniqueness is kept by the one writer. JSON is text, as only we read it.
 *
 * - `rows` holds one line per live data row. Keys are not compressed: a few of them are read for every search, and a block
 *   of compressed ones would be unpacked for each. Metadata fields are columns `m_1`, `m_2`… named in `fields`.
 *   `source_said` is JSON of the labels, tags and metadata of the last import, to tell edits from what the source says.
 * - `embeddings` holds one line per (space, row) that the space takes: a missing line means state `none`.
 * - `edits` are changes of many rows that can be undone; what the rows of edit E had is in `edit_before_E`; see `edit-table.ts`.
 * - `projection_versions` are layouts of projections: `outcome` is JSON of what was measured of one, `fit_file` its
 *   fitted transform, below the folder `projections`. `map_changes` are rows that lost or changed their vector while a
 *   version was laid out: what was worked out of the old one is not stored. `map_clusters` are named; `about` is JSON of the reasons.
 * - `function_drafts` are next versions in the making, at most one for a function, with the answers of their review in
 *   `function_answers`: `drawn` is JSON of how far rows were drawn at random, `score` what a row had before its answer was
 *   learned from, `twins` JSON of the anchors and answers that its vector nearly coincides with. `evaluation` of `function_evaluations` is JSON of the contract's `evaluation`.
 * - `automation_queue` are rows that an automation has not looked at, and those that it `held` back for the next day, as
 *   they met its filter and were over its cap; a row may be listed twice. `automation_sweeps` are looks at all rows below
 *   `ordinals`, done below `next_row`; `automation_acts` are the keys that it acted on, once each, by the entry of
 *   `automation_log` that tells of it. `deliveries` are calls of webhooks, written in the transaction of the act.
 * - `view` of slices is JSON of how a map looked.
 * - Places of rows on version V of projection P are in a table of their own, `map_P_V`; see `map-tables.ts`.
 * - Scores of function F, version V are in a table of their own, `scores_F_V(row, score)`; see `score-tables.ts`.
 */
const TABLES = [
  "CREATE TABLE settings (name VARCHAR NOT NULL, value VARCHAR NOT NULL)",
  "CREATE TABLE roots (path VARCHAR NOT NULL)",
  "CREATE TABLE datasets (name VARCHAR NOT NULL, created TIMESTAMP NOT NULL)",
  `CREATE TABLE rows (
    row UINTEGER NOT NULL, key VARCHAR NOT NULL USING COMPRESSION 'uncompressed', dataset VARCHAR NOT NULL, media_type VARCHAR NOT NULL,
    labels VARCHAR[] NOT NULL, tags VARCHAR[] NOT NULL, text VARCHAR, uri VARCHAR,
    content_kind VARCHAR NOT NULL, content_hash VARCHAR, source_hash VARCHAR NOT NULL, source_said VARCHAR NOT NULL,
    bytes BIGINT, width INTEGER, height INTEGER, format VARCHAR, duplicate BOOLEAN NOT NULL, created TIMESTAMP NOT NULL)`,
  "CREATE TABLE fields (name VARCHAR NOT NULL, column_name VARCHAR NOT NULL, type VARCHAR NOT NULL)",
  `CREATE TABLE spaces (
    id INTEGER NOT NULL, name VARCHAR NOT NULL, dims INTEGER NOT NULL, kind VARCHAR NOT NULL, model VARCHAR,
    modalities VARCHAR[] NOT NULL, query_modalities VARCHAR[] NOT NULL, fingerprint VARCHAR NOT NULL, version INTEGER NOT NULL,
    description VARCHAR NOT NULL, derived_from INTEGER, default_for VARCHAR[] NOT NULL, suggested BOOLEAN NOT NULL,
    transform BLOB, created TIMESTAMP NOT NULL)`,
  `CREATE TABLE embeddings (
    space INTEGER NOT NULL, row UINTEGER NOT NULL, state VARCHAR NOT NULL, segment INTEGER,
    error_code VARCHAR, error_message VARCHAR)`,
  `CREATE TABLE segments (
    id INTEGER NOT NULL, space INTEGER NOT NULL, file VARCHAR NOT NULL, row_count INTEGER NOT NULL,
    bytes BIGINT NOT NULL, sha256 VARCHAR NOT NULL, created TIMESTAMP NOT NULL)`,
  `CREATE TABLE functions (
    id INTEGER NOT NULL, name VARCHAR NOT NULL, space INTEGER, kind VARCHAR NOT NULL, version INTEGER NOT NULL,
    served_version INTEGER, threshold DOUBLE NOT NULL, created TIMESTAMP NOT NULL, updated TIMESTAMP NOT NULL, truth VARCHAR)`,
  `CREATE TABLE function_versions (
    function INTEGER NOT NULL, version INTEGER NOT NULL, anchors VARCHAR NOT NULL, parameters VARCHAR NOT NULL,
    vectors BLOB NOT NULL, state VARCHAR NOT NULL, error VARCHAR, created TIMESTAMP NOT NULL, space INTEGER, weights BLOB,
    trained VARCHAR, threshold DOUBLE, "by" VARCHAR, note VARCHAR, ordinals UINTEGER, completed TIMESTAMP)`,
  "CREATE TABLE projects (id INTEGER NOT NULL, name VARCHAR NOT NULL, ontology VARCHAR NOT NULL, created TIMESTAMP NOT NULL)",
  `CREATE TABLE batches (
    id INTEGER NOT NULL, project INTEGER NOT NULL, name VARCHAR NOT NULL, priority INTEGER NOT NULL,
    ordering VARCHAR NOT NULL, seed BIGINT, created TIMESTAMP NOT NULL)`,
  "CREATE TABLE batch_rows (batch INTEGER NOT NULL, project INTEGER NOT NULL, row UINTEGER NOT NULL, position INTEGER NOT NULL)",
  `CREATE TABLE jobs (
    id VARCHAR NOT NULL, kind VARCHAR NOT NULL, title VARCHAR NOT NULL, input VARCHAR NOT NULL, state VARCHAR NOT NULL,
    done BIGINT NOT NULL, total BIGINT, failed BIGINT NOT NULL, error VARCHAR, result VARCHAR, checkpoint VARCHAR,
    created TIMESTAMP NOT NULL, started TIMESTAMP, ended TIMESTAMP)`,
  `CREATE TABLE job_failures (
    job VARCHAR NOT NULL, seq INTEGER NOT NULL, item VARCHAR NOT NULL, line BIGINT, "column" VARCHAR,
    code VARCHAR NOT NULL, message VARCHAR NOT NULL)`,
  SLICES,
  ACCESS_TOKENS,
  EDITS,
  PICTURES,
  PROJECTIONS,
  PROJECTION_VERSIONS,
  MAP_CHANGES,
  MAP_CLUSTERS,
  ...LEARNING,
  "CREATE SEQUENCE ids START 1",
];

/** What came after the first version; each statement may run again. */
const AFTER_FIRST: readonly string[] = [
  SLICES,
  ACCESS_TOKENS,
  EDITS,
  PICTURES,
  "ALTER TABLE function_versions ADD COLUMN IF NOT EXISTS space INTEGER",
  `UPDATE function_versions SET space = (SELECT f.space FROM functions f WHERE f.id = function_versions.function)
   WHERE space IS NULL`,
];

/** What brings a catalog to each version from the one before. Some builds wrote version 2 with the first of these tables only. */
const STEPS: Readonly<Record<number, readonly string[]>> = {
  2: AFTER_FIRST,
  3: AFTER_FIRST,
  4: [
    PROJECTIONS,
    PROJECTION_VERSIONS,
    MAP_CHANGES,
    MAP_CLUSTERS,
    'ALTER TABLE slices ADD COLUMN IF NOT EXISTS "view" VARCHAR',
  ],
  5: [
    ...LEARNING,
    "ALTER TABLE functions ALTER COLUMN space DROP NOT NULL",
    "ALTER TABLE functions ADD COLUMN IF NOT EXISTS truth VARCHAR",
    ...[
      "weights BLOB",
      "trained VARCHAR",
      "threshold DOUBLE",
      '"by" VARCHAR',
      "note VARCHAR",
      "ordinals UINTEGER",
      "completed TIMESTAMP",
    ].map((column) => `ALTER TABLE function_versions ADD COLUMN IF NOT EXISTS ${column}`),
    `UPDATE function_versions SET ordinals = (SELECT value::UINTEGER FROM settings WHERE name = 'next_ordinal'),
     threshold = (SELECT f.threshold FROM functions f WHERE f.id = function_versions.function),
     completed = CASE WHEN state = 'complete' THEN created END WHERE threshold IS NULL`,
  ],
};

/** Raised with each change of a table; a newer catalog is refused, an older one is migrated in `migrate`. */
export const SCHEMA_VERSION = 5;

/** Makes the tables where they are missing. Problem `internal` for a catalog that a newer version has written. */
export async function migrate(database: Database): Promise<void> {
  const exists = await database.one("SELECT 1 FROM duckdb_tables() WHERE table_name = 'settings'");
  if (exists) return bringUp(database);
  await database.write(async (tx) => {
    for (const statement of TABLES) await tx.run(statement);
    await tx.run("INSERT INTO settings VALUES ('schema_version', ?), ('next_ordinal', '0')", [String(SCHEMA_VERSION)]);
    database.ddlChanged();
  });
}

async function bringUp(database: Database): Promise<void> {
  const found = (await database.one("SELECT value FROM settings WHERE name = 'schema_version'"))?.value;
  const version = Number(found);
  if (version > SCHEMA_VERSION)
    throw new Problem("internal", {
      detail: `The catalog has the schema version ${version}; this version of Pomona reads up to ${SCHEMA_VERSION}. Start the newer version that wrote it, or choose another directory with --data. Nothing was changed.`,
      fields: { schemaVersion: found, supported: SCHEMA_VERSION },
    });
  if (version === SCHEMA_VERSION) return;
  // One transaction for each version: DuckDB cannot alter a table that the transaction has updated.
  for (let next = version + 1; next <= SCHEMA_VERSION; next++)
    await database.write(async (tx) => {
      for (const statement of STEPS[next] ?? []) await tx.run(statement);
      await tx.run("UPDATE settings SET value = ? WHERE name = 'schema_version'", [String(next)]);
      database.ddlChanged();
    });
}
