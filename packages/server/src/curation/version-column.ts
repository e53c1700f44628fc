import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../store/database.ts";
import { type FunctionVersion, functionById, functionVersion } from "../store/function-table.ts";
import { nextOrdinal } from "../store/row-table.ts";
import { readScoreColumn } from "../store/score-column.ts";
import { scoreTable } from "../store/score-tables.ts";
import { readSnapshot } from "../store/snapshot.ts";
import { listSpaces } from "../store/space-table.ts";
import { combineColumns } from "./combine-columns.ts";
import { compileVersion } from "./compile-version.ts";
import type { Workspace } from "./workspace.ts";

type Columns = Pick<Workspace, "database" | "columns" | "live">;

/**
 * The score of every row by ordinal in any version, NaN where it has none; not to be changed. A complete version that
 * serves is read from its table; others are worked out by a scan of the vectors, and have to the bit the scores that they
 * had while they served. A combination is made of the scores that its parts have now. Problem `space-not-found` or
 * `combination-unusable` where a version cannot be scored any more.
 */
export async function versionColumn(workspace: Columns, version: FunctionVersion): Promise<Float32Array> {
  const { parameters } = version;
  if (parameters.kind === "combination") {
    const parts = [];
    for (const { function: id, weight } of parameters.parts)
      parts.push({ column: await servedColumn(workspace, id), weight });
    return combineColumns(parameters.operator, parts);
  }
  return (await storedColumn(workspace, version)) ?? scannedColumn(workspace, version);
}

async function servedColumn(workspace: Columns, id: number): Promise<Float32Array> {
  const served = await workspace.database.read(async (sql) => {
    const record = await functionById(sql, id);
    if (!record) throw new Problem("combination-unusable", "A function that it is made of was deleted.");
    return record.servedVersion === null ? undefined : functionVersion(sql, id, record.servedVersion);
  });
  // Where no version serves, no row has a score.
  return served ? versionColumn(workspace, served) : new Float32Array(0);
}

/** The scores of a version as filters see them; null unless it serves and has all of them. */
function storedColumn({ database }: Columns, version: FunctionVersion): Promise<Float32Array | null> {
  const { function: id, version: number } = version;
  const before = database.generation;
  return readSnapshot(database, async (sql) => {
    if (!(await isServedWhole(sql, version))) return null;
    const generation = before !== null && database.generation === before ? before : null;
    return database.derived.get(
      generation,
      `score column ${id}:${number}`,
      async () => readScoreColumn(sql, scoreTable(id, number), await nextOrdinal(sql)),
      (column) => column.byteLength,
    );
  });
}

async function isServedWhole(sql: Sql, { function: id, version }: FunctionVersion): Promise<boolean> {
  const record = await functionById(sql, id);
  return record?.servedVersion === version && (await functionVersion(sql, id, version))?.state === "complete";
}

async function scannedColumn({ database, columns, live }: Columns, version: FunctionVersion): Promise<Float32Array> {
  const space = (await listSpaces(database)).find((candidate) => candidate.id === version.space);
  if (!space)
    throw new Problem("space-not-found", {
      detail: `The space of version ${version.version} was deleted, so it cannot be scored any more.`,
      fields: { version: version.version },
    });
  return columns.get(live.target(space.id, space.dims), compileVersion(version, space));
}
