import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import { type Combination, type FunctionVersion, functionById, functionVersion } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { scoreTable } from "../../store/score-tables.ts";
import { type ColumnReader, combineColumns, everyRow, sourceColumn } from "../../store/served-column.ts";
import { combinationSource } from "../../store/served-functions.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import { listSpaces } from "../../store/space-table.ts";
import { PART_DELETED, readWhyUnscored } from "../../store/why-unscored.ts";
import type { Workspace } from "../workspace.ts";
import { compileVersion } from "./compile-version.ts";

type Columns = Pick<Workspace, "database" | "columns" | "live">;

/**
 * The score of every row by ordinal in any version, NaN where it has none; not to be changed. A complete version that
 * serves is read from its table; others are worked out by a scan of the vectors, and have to the bit the scores that they
 * had while they served. A combination is made of the scores that its parts have now, those of `or` of the parts that are
 * left. Problem `space-not-found` or `combination-unusable` where a version cannot be scored any more.
 */
export async function versionColumn(workspace: Columns, version: FunctionVersion): Promise<Float32Array> {
  const { parameters } = version;
  if (parameters.kind === "combination") return combinedColumn(workspace, parameters);
  return (await storedColumn(workspace, version)) ?? scannedColumn(workspace, version);
}

function combinedColumn({ database }: Columns, { operator, parts }: Combination): Promise<Float32Array> {
  return onColumns(database, async (sql, reader) => {
    await refuseDeletedParts(sql, operator, parts);
    const source = await combinationSource(sql, { operator, parts });
    if (!source)
      throw new Problem(
        "combination-unusable",
        (await readWhyUnscored(sql)).ofCombination({ operator, parts }) ?? "Its parts have no scores.",
      );
    // Kept part by part, not as a whole: a version that does not serve has no name of its own among what is kept.
    const columns: Float32Array[] = [];
    for (const part of source.parts) columns.push(await sourceColumn(reader, part.source));
    return combineColumns(
      operator,
      columns,
      source.parts.map(({ weight }) => weight),
    );
  });
}

/** As filters do, `or` goes on with the parts that are left. */
async function refuseDeletedParts(sql: Sql, operator: Combination["operator"], parts: Combination["parts"]) {
  const records = await Promise.all(parts.map((part) => functionById(sql, part.function)));
  if (operator === "or" ? records.every((record) => !record) : records.some((record) => !record))
    throw new Problem("combination-unusable", PART_DELETED);
}

/** The scores of a version as filters see them; null unless it serves and has all of them. */
function storedColumn({ database }: Columns, { function: id, version }: FunctionVersion): Promise<Float32Array | null> {
  return onColumns(database, async (sql, reader) => {
    const record = await functionById(sql, id);
    const stored = record?.servedVersion === version ? await functionVersion(sql, id, version) : undefined;
    return stored?.state === "complete" ? sourceColumn(reader, { table: scoreTable(id, version) }) : null;
  });
}

/** Reads columns of one state of the catalog, as queries do and keep them. */
function onColumns<T>(
  database: Workspace["database"],
  use: (sql: Sql, reader: ColumnReader) => Promise<T>,
): Promise<T> {
  const before = database.generation;
  return readSnapshot(database, async (sql) => {
    // The first read fixes the state; without a commit from before it until now, its number is known.
    const ordinals = await nextOrdinal(sql);
    const generation = before !== null && database.generation === before ? before : null;
    const reader = everyRow(sql, ordinals, (key, work, tables) =>
      database.derived.get(generation, key, work, (column) => column.byteLength, tables),
    );
    return use(sql, reader);
  });
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
