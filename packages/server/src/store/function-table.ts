import type { CombineMode } from "@pomona/contract/anchors";
import type { CombinationOperator } from "@pomona/contract/combinations";
import type { Truth } from "@pomona/contract/evaluations";
import type { FunctionKind } from "@pomona/contract/functions";
import type { ProbeParameters, ProbeReport } from "@pomona/contract/probes";
import { Problem } from "@pomona/contract/problems";
import type { Sql, Transaction } from "./database.ts";
import { blob, bytesToFloats, floatsToBytes, int, timestamp } from "./sql-values.ts";

export interface FunctionRecord {
  id: number;
  name: string;
  /** Space of the newest version; null for a combination. */
  space: number | null;
  /** Of the newest version. */
  kind: FunctionKind;
  /** Newest version. */
  version: number;
  /** Version whose scores filters see. */
  servedVersion: number | null;
  threshold: number;
  /** What it is evaluated against. */
  truth: Truth | null;
  created: Date;
  updated: Date;
}

/** An anchor as a version remembers it; its vector stands at the same place in `vectors`. */
export interface StoredAnchor {
  sign: "+" | "-";
  kind: "row" | "text" | "image" | "vector";
  key: string | null;
  text: string | null;
  /** Hash of an image that was uploaded; absent where there is none. */
  picture?: string | null;
  /** Who gave it, when (ISO 8601) and how it came; absent in versions of before these were kept. */
  by?: string | null;
  at?: string | null;
  why?: string | null;
}

/** Its parts are functions by their ids. */
export interface Combination {
  kind: "combination";
  operator: CombinationOperator;
  parts: { function: number; weight: number }[];
}

/** What makes a version beside its anchors, by kind. */
export type VersionParameters =
  | { kind: "similarity"; combine: CombineMode; negativeWeight: number }
  | { kind: "probe"; probe: ProbeParameters }
  | Combination;

/** A trained probe in plain numbers: score = 1 / (1 + exp(-(weights·x + bias))). */
export interface StoredProbe {
  /** dims float32. */
  weights: Float32Array;
  bias: number;
  report: ProbeReport;
}

/** One version of a function: pure numbers, never changed after it is made. */
export interface FunctionVersion {
  function: number;
  version: number;
  /** Space that its vectors are of; that of the newest version is the function's. Null for a combination. */
  space: number | null;
  anchors: StoredAnchor[];
  parameters: VersionParameters;
  /** Of the kind probe. */
  trained: StoredProbe | null;
  /** anchors.length * dims float32, unit vectors. */
  vectors: Float32Array;
  state: "scoring" | "complete" | "failed";
  error: string | null;
  /** Of the function while this was its newest version. */
  threshold: number;
  by: string | null;
  note: string | null;
  /** Ordinals given out when it was made: rows from this one on arrived later. */
  ordinals: number;
  created: Date;
  /** When every row had its score and it took over. */
  completed: Date | null;
}

const FUNCTION_COLUMNS = "id, name, space, kind, version, served_version, threshold, truth, created, updated";
const fromRow = (row: Record<string, unknown>): FunctionRecord => ({
  id: int(row.id),
  name: row.name as string,
  space: row.space === null ? null : int(row.space),
  kind: row.kind as FunctionKind,
  version: int(row.version),
  servedVersion: row.served_version === null ? null : int(row.served_version),
  threshold: row.threshold as number,
  truth: row.truth === null ? null : (JSON.parse(row.truth as string) as Truth),
  created: row.created as Date,
  updated: row.updated as Date,
});
const VERSION_COLUMNS = `v.function, v.version, v.anchors, v.parameters, v.vectors, v.state, v.error, v.created, v.space, v.weights,
  v.trained, v.threshold, v."by", v.note, v.ordinals, v.completed`;
type TrainedText = Pick<StoredProbe, "bias" | "report">;
/** Versions of before there were kinds have no kind in their parameters. */
const parametersFrom = (text: string): VersionParameters =>
  ({ kind: "similarity", ...(JSON.parse(text) as object) }) as VersionParameters;
const versionFromRow = (row: Record<string, unknown>): FunctionVersion => ({
  function: int(row.function),
  version: int(row.version),
  space: row.space === null ? null : int(row.space),
  anchors: JSON.parse(row.anchors as string) as StoredAnchor[],
  parameters: parametersFrom(row.parameters as string),
  trained:
    row.weights === null
      ? null
      : { weights: bytesToFloats(row.weights as Uint8Array), ...(JSON.parse(row.trained as string) as TrainedText) },
  vectors: bytesToFloats(row.vectors as Uint8Array),
  state: row.state as FunctionVersion["state"],
  error: row.error as string | null,
  threshold: row.threshold as number,
  by: row.by as string | null,
  note: row.note as string | null,
  ordinals: int(row.ordinals),
  created: row.created as Date,
  completed: row.completed as Date | null,
});

export const listFunctionRecords = async (sql: Pick<Sql, "all">): Promise<FunctionRecord[]> =>
  (await sql.all(`SELECT ${FUNCTION_COLUMNS} FROM functions ORDER BY name`)).map(fromRow);

/** Functions whose newest or served version is in one of the spaces. */
export async function functionsOfSpaces(sql: Pick<Sql, "all">, spaces: readonly number[]): Promise<FunctionRecord[]> {
  const found: FunctionRecord[] = [];
  for (const record of await listFunctionRecords(sql)) {
    const versions = await Promise.all(
      [record.version, record.servedVersion ?? record.version].map((version) =>
        functionVersion(sql, record.id, version),
      ),
    );
    if (versions.some((version) => version && version.space !== null && spaces.includes(version.space)))
      found.push(record);
  }
  return found;
}

/** The function of that name, or Problem `function-not-found` that lists the names there are. */
export async function functionByName(sql: Pick<Sql, "all">, name: string): Promise<FunctionRecord> {
  const functions = await listFunctionRecords(sql);
  const found = functions.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = functions.map((candidate) => `"${candidate.name}"`).join(", ") || "none yet";
  throw new Problem("function-not-found", {
    detail: `There is no function named "${name}". Functions: ${names}.`,
    fields: { name },
  });
}

export const functionById = async (sql: Pick<Sql, "all">, id: number): Promise<FunctionRecord | undefined> =>
  (await sql.all(`SELECT ${FUNCTION_COLUMNS} FROM functions WHERE id = ?`, [id])).map(fromRow)[0];

export const functionVersion = async (
  sql: Pick<Sql, "all">,
  id: number,
  version: number,
): Promise<FunctionVersion | undefined> =>
  (
    await sql.all(`SELECT ${VERSION_COLUMNS} FROM function_versions v WHERE v.function = ? AND v.version = ?`, [
      id,
      version,
    ])
  ).map(versionFromRow)[0];

/** The newest version of each function, by its id. */
export const newestVersions = async (sql: Pick<Sql, "all">): Promise<Map<number, FunctionVersion>> =>
  new Map(
    (
      await sql.all(
        `SELECT ${VERSION_COLUMNS} FROM function_versions v JOIN functions f ON f.id = v.function AND f.version = v.version`,
      )
    ).map((row) => [int(row.function), versionFromRow(row)]),
  );

/** What tells a version apart from every other, also from one of a function deleted before. */
export type VersionKey = Pick<FunctionVersion, "function" | "version" | "state" | "created">;

/** The newest and the served version of each function of a space: those that have a score table. */
export const versionsOfSpace = async (sql: Pick<Sql, "all">, space: number): Promise<VersionKey[]> =>
  (
    await sql.all(
      `SELECT v.function, v.version, v.state, v.created FROM function_versions v JOIN functions f ON f.id = v.function
       WHERE v.space = ? AND (v.version = f.version OR v.version = f.served_version) ORDER BY v.function, v.version`,
      [space],
    )
  ).map((row) => ({
    function: int(row.function),
    version: int(row.version),
    state: row.state as FunctionVersion["state"],
    created: row.created as Date,
  }));

export async function insertFunction(tx: Transaction, record: FunctionRecord): Promise<void> {
  await tx.run(`INSERT INTO functions (${FUNCTION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    record.id,
    record.name,
    record.space,
    record.kind,
    record.version,
    record.servedVersion,
    record.threshold,
    record.truth && JSON.stringify(record.truth),
    timestamp(record.created),
    timestamp(record.updated),
  ]);
}

export async function updateFunction(tx: Transaction, record: FunctionRecord): Promise<void> {
  await tx.run(
    "UPDATE functions SET name = ?, space = ?, kind = ?, version = ?, served_version = ?, threshold = ?, truth = ?, updated = ? WHERE id = ?",
    [
      record.name,
      record.space,
      record.kind,
      record.version,
      record.servedVersion,
      record.threshold,
      record.truth && JSON.stringify(record.truth),
      timestamp(record.updated),
      record.id,
    ],
  );
}

export async function insertVersion(tx: Transaction, version: FunctionVersion): Promise<void> {
  await tx.run(`INSERT INTO function_versions VALUES (${Array(16).fill("?").join(", ")})`, [
    version.function,
    version.version,
    JSON.stringify(version.anchors),
    JSON.stringify(version.parameters),
    blob(floatsToBytes(version.vectors)),
    version.state,
    version.error,
    timestamp(version.created),
    version.space,
    version.trained && blob(floatsToBytes(version.trained.weights)),
    version.trained && JSON.stringify({ bias: version.trained.bias, report: version.trained.report }),
    version.threshold,
    version.by,
    version.note,
    version.ordinals,
    version.completed && timestamp(version.completed),
  ]);
}

export async function setVersionState(
  tx: Transaction,
  id: number,
  version: number,
  state: FunctionVersion["state"],
  error: string | null = null,
): Promise<void> {
  await tx.run("UPDATE function_versions SET state = ?, error = ? WHERE function = ? AND version = ?", [
    state,
    error,
    id,
    version,
  ]);
}

/** Notes when a version first had a score for every row; what was noted before stays. */
export const setCompleted = (
  tx: Transaction,
  { function: id, version }: { function: number; version: number },
  now: Date,
) =>
  tx.run("UPDATE function_versions SET completed = ? WHERE function = ? AND version = ? AND completed IS NULL", [
    timestamp(now),
    id,
    version,
  ]);

/** Gives the newest version the threshold that its function has, before another version takes its place. */
export const keepThreshold = (tx: Transaction, { id, version }: { id: number; version: number }): Promise<void> =>
  tx.run(
    "UPDATE function_versions SET threshold = (SELECT threshold FROM functions WHERE id = ?) WHERE function = ? AND version = ?",
    [id, id, version],
  );
