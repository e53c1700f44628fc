import { BIGINT, INTEGER, VARCHAR } from "@duckdb/node-api";
import type { ItemFailure } from "@pomona/contract/imports";
import type { Database, Sql, Transaction } from "./database.ts";
import { int, timestamp, timestampOrNull } from "./sql-values.ts";

/** A job as stored. */
export interface JobRecord {
  id: string;
  kind: string;
  title: string;
  input: unknown;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  failed: number;
  error: string | null;
  result: unknown;
  checkpoint: unknown;
  created: Date;
  started: Date | null;
  ended: Date | null;
}

const parse = (text: unknown): unknown => (text === null ? null : JSON.parse(text as string));
const COLUMNS =
  "id, kind, title, input, state, done, total, failed, error, result, checkpoint, created, started, ended";

const fromRow = (row: Record<string, unknown>): JobRecord => ({
  id: row.id as string,
  kind: row.kind as string,
  title: row.title as string,
  input: parse(row.input),
  state: row.state as JobRecord["state"],
  done: int(row.done),
  total: row.total === null ? null : int(row.total),
  failed: int(row.failed),
  error: row.error as string | null,
  result: parse(row.result),
  checkpoint: parse(row.checkpoint),
  created: row.created as Date,
  started: row.started as Date | null,
  ended: row.ended as Date | null,
});

/** The newest `limit` jobs and all that have not ended, newest first; without results and checkpoints, which can be long. */
export const listJobRecords = async (sql: Pick<Sql, "all">, limit: number): Promise<JobRecord[]> =>
  (
    await sql.all(
      `SELECT ${COLUMNS.replace("result, checkpoint", "NULL AS result, NULL AS checkpoint")} FROM jobs
       WHERE ended IS NULL OR id IN (SELECT id FROM jobs ORDER BY created DESC LIMIT ?) ORDER BY created DESC, id DESC`,
      [limit],
    )
  ).map(fromRow);

/** Jobs that have not ended, whole, oldest first. */
export const openJobRecords = async (sql: Pick<Sql, "all">): Promise<JobRecord[]> =>
  (await sql.all(`SELECT ${COLUMNS} FROM jobs WHERE ended IS NULL ORDER BY created, id`)).map(fromRow);

export const jobRecord = async (sql: Pick<Sql, "all">, id: string): Promise<JobRecord | undefined> =>
  (await sql.all(`SELECT ${COLUMNS} FROM jobs WHERE id = ?`, [id])).map(fromRow)[0];

/** Of each dataset the newest import, without its result. */
export const lastImportRecords = async (sql: Pick<Sql, "all">): Promise<JobRecord[]> =>
  (
    await sql.all(
      `SELECT ${COLUMNS.replace("result, checkpoint", "NULL AS result, NULL AS checkpoint")} FROM jobs WHERE kind = 'import'
       QUALIFY row_number() OVER (PARTITION BY json_extract_string(input, '$.dataset') ORDER BY created DESC, id DESC) = 1`,
    )
  ).map(fromRow);

export async function insertJob(tx: Transaction, job: JobRecord): Promise<void> {
  await tx.run(`INSERT INTO jobs (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    job.id,
    job.kind,
    job.title,
    JSON.stringify(job.input),
    job.state,
    BigInt(job.done),
    job.total === null ? null : BigInt(job.total),
    BigInt(job.failed),
    job.error,
    null,
    null,
    timestamp(job.created),
    null,
    null,
  ]);
}

/** Writes the moving parts of a job. */
export async function updateJob(tx: Transaction, job: JobRecord): Promise<void> {
  await tx.run(
    "UPDATE jobs SET state = ?, done = ?, total = ?, failed = ?, error = ?, result = ?, checkpoint = ?, started = ?, ended = ? WHERE id = ?",
    [
      job.state,
      BigInt(job.done),
      job.total === null ? null : BigInt(job.total),
      BigInt(job.failed),
      job.error,
      job.result === null ? null : JSON.stringify(job.result),
      job.checkpoint === null ? null : JSON.stringify(job.checkpoint),
      timestampOrNull(job.started),
      timestampOrNull(job.ended),
      job.id,
    ],
  );
}

export async function appendJobFailures(
  tx: Transaction,
  job: string,
  first: number,
  failures: ItemFailure[],
): Promise<void> {
  if (failures.length === 0) return;
  await tx.append("job_failures", [
    { type: VARCHAR, values: failures.map(() => job) },
    { type: INTEGER, values: failures.map((_, index) => first + index) },
    { type: VARCHAR, values: failures.map((failure) => failure.item) },
    { type: BIGINT, values: failures.map((failure) => (failure.line === undefined ? null : BigInt(failure.line))) },
    { type: VARCHAR, values: failures.map((failure) => failure.column ?? null) },
    { type: VARCHAR, values: failures.map((failure) => failure.code) },
    { type: VARCHAR, values: failures.map((failure) => failure.message) },
  ]);
}

/** Failures of a job with `seq` >= `after`, in order. */
export async function readJobFailures(
  database: Database,
  job: string,
  after: number,
  limit: number,
): Promise<ItemFailure[]> {
  const rows = await database.all(
    'SELECT item, line, "column", code, message FROM job_failures WHERE job = ? AND seq >= ? ORDER BY seq LIMIT ?',
    [job, after, limit],
  );
  return rows.map((row) => ({
    item: row.item as string,
    ...(row.line === null ? {} : { line: int(row.line) }),
    ...(row.column === null ? {} : { column: row.column as string }),
    code: row.code as ItemFailure["code"],
    message: row.message as string,
  }));
}

/** Open jobs that lay out maps, by the number of the version. */
export const openLayouts = async (sql: Pick<Sql, "all">): Promise<Map<number, string>> =>
  new Map(
    (
      await sql.all(
        "SELECT id, json_extract_string(input, '$.version') AS version FROM jobs WHERE kind = 'lay-out-projection' AND ended IS NULL",
      )
    ).map((row) => [Number(row.version), row.id as string]),
  );
