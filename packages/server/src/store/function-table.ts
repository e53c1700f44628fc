import type { CombineMode } from "@pomona/contract/anchors";
import { Problem } from "@pomona/contract/problems";
import type { Sql, Transaction } from "./database.ts";
import { blob, bytesToFloats, floatsToBytes, int, timestamp } from "./sql-values.ts";

export interface FunctionRecord {
  id: number;
  name: string;
  /** Space of the newest version. */
  space: number;
  kind: "similarity";
  /** Newest version. */
  version: number;
  /** Version whose scores filters see. */
  servedVersion: number | null;
  threshold: number;
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
}

/** One version of a function: pure numbers, never changed after it is made. */
export interface FunctionVersion {
  function: number;
  version: number;
  /** Space that its vectors are of; that of the newest version is the function's. */
  space: number;
  anchors: StoredAnchor[];
  parameters: { combine: CombineMode; negativeWeight: number };
  /** anchors.length * dims float32, unit vectors. */
  vectors: Float32Array;
  state: "scoring" | "complete" | "failed";
  error: string | null;
  created: Date;
}

const FUNCTION_COLUMNS = "id, name, space, kind, version, served_version, threshold, created, updated";
const fromRow = (row: Record<string, unknown>): FunctionRecord => ({
  id: int(row.id),
  name: row.name as string,
  space: int(row.space),
  kind: "similarity",
  version: int(row.version),
  servedVersion: row.served_version === null ? null : int(row.served_version),
  threshold: row.threshold as number,
  created: row.created as Date,
  updated: row.updated as Date,
});
const VERSION_COLUMNS =
  "v.function, v.version, v.anchors, v.parameters, v.vectors, v.state, v.error, v.created, v.space";
const versionFromRow = (row: Record<string, unknown>): FunctionVersion => ({
  function: int(row.function),
  version: int(row.version),
  space: int(row.space),
  anchors: JSON.parse(row.anchors as string) as StoredAnchor[],
  parameters: JSON.parse(row.parameters as string) as FunctionVersion["parameters"],
  vectors: bytesToFloats(row.vectors as Uint8Array),
  state: row.state as FunctionVersion["state"],
  error: row.error as string | null,
  created: row.created as Date,
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
    if (versions.some((version) => version && spaces.includes(version.space))) found.push(record);
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
  await tx.run(`INSERT INTO functions (${FUNCTION_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    record.id,
    record.name,
    record.space,
    record.kind,
    record.version,
    record.servedVersion,
    record.threshold,
    timestamp(record.created),
    timestamp(record.updated),
  ]);
}

export async function updateFunction(tx: Transaction, record: FunctionRecord): Promise<void> {
  await tx.run(
    "UPDATE functions SET name = ?, space = ?, version = ?, served_version = ?, threshold = ?, updated = ? WHERE id = ?",
    [
      record.name,
      record.space,
      record.version,
      record.servedVersion,
      record.threshold,
      timestamp(record.updated),
      record.id,
    ],
  );
}

export async function insertVersion(tx: Transaction, version: FunctionVersion): Promise<void> {
  await tx.run("INSERT INTO function_versions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [
    version.function,
    version.version,
    JSON.stringify(version.anchors),
    JSON.stringify(version.parameters),
    blob(floatsToBytes(version.vectors)),
    version.state,
    version.error,
    timestamp(version.created),
    version.space,
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
