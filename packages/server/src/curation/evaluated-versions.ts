import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../store/database.ts";
import {
  type FunctionRecord,
  type FunctionVersion,
  functionById,
  functionVersion,
  type StoredAnchor,
} from "../store/function-table.ts";
import { nextOrdinal } from "../store/row-table.ts";
import { everyRow, servedColumn } from "../store/served-column.ts";
import { loadServedFunctions } from "../store/served-functions.ts";
import { listSpaces } from "../store/space-table.ts";
import { compileVersion } from "./compile-version.ts";
import type { Workspace } from "./workspace.ts";

/** Versions of a function that are evaluated together. */
export interface EvaluatedVersions {
  record: FunctionRecord;
  versions: FunctionVersion[];
  /** Of all of them; of a combination, those of its parts. */
  anchors: StoredAnchor[];
  /** Scores of the version that serves, by ordinal; null where it is not among them. */
  served: Float32Array | null;
}

/** Reads them in one snapshot; `numbers` null stands for the served version. */
export async function readVersions(
  sql: Sql,
  functionId: number,
  numbers: readonly number[] | null,
): Promise<EvaluatedVersions> {
  const record = await functionById(sql, functionId);
  if (!record) throw new Problem("function-not-found", "The function was deleted meanwhile.");
  if (numbers === null && record.servedVersion === null)
    throw new Problem("no-evidence", {
      detail: `No version of the function "${record.name}" has scores. Score it first: pomona function rescore ${JSON.stringify(record.name)}.`,
      fields: { function: record.name },
    });
  const versions: FunctionVersion[] = [];
  for (const number of new Set(numbers ?? [record.servedVersion as number])) {
    const version = await functionVersion(sql, functionId, number);
    if (!version)
      throw new Problem("version-not-found", {
        detail: `The function "${record.name}" has no version ${number}; its newest is ${record.version}.`,
        fields: { function: record.name, version: number },
      });
    versions.push(version);
  }
  const isServed = versions.some(({ version }) => version === record.servedVersion);
  return {
    record,
    versions,
    anchors: await anchorsOf(sql, versions),
    served: isServed ? await readServed(sql, record.name) : null,
  };
}

/** Anchors of versions, and of the functions that they are made of. */
async function anchorsOf(sql: Sql, versions: readonly FunctionVersion[]): Promise<StoredAnchor[]> {
  const anchors: StoredAnchor[] = [];
  const seen = new Set<number>();
  const waiting = [...versions];
  for (let version = waiting.pop(); version; version = waiting.pop()) {
    anchors.push(...version.anchors);
    if (version.parameters.kind !== "combination") continue;
    for (const part of version.parameters.parts) {
      const record = seen.has(part.function) ? undefined : await functionById(sql, part.function);
      seen.add(part.function);
      const of = record && (await functionVersion(sql, record.id, record.servedVersion ?? record.version));
      if (of) waiting.push(of);
    }
  }
  return anchors;
}

async function readServed(sql: Sql, name: string): Promise<Float32Array> {
  const length = await nextOrdinal(sql);
  const served = (await loadServedFunctions(sql)).find((one) => one.name === name);
  if (!served) return new Float32Array(length).fill(Number.NaN);
  return servedColumn(
    everyRow(sql, length, (_key, work) => work()),
    served,
  );
}

/** The scores of each version by ordinal, NaN for none: as stored of the one that serves, by a scan of others. */
export async function versionColumns(
  workspace: Pick<Workspace, "database" | "live" | "columns">,
  { record, versions, served }: EvaluatedVersions,
): Promise<Float32Array[]> {
  const spaces = await listSpaces(workspace.database);
  return Promise.all(
    versions.map((version) => {
      if (served && version.version === record.servedVersion) return served;
      if (version.parameters.kind === "combination")
        throw new Problem("no-evidence", {
          detail: `Only the version of a combination that serves has scores: version ${record.servedVersion} of "${record.name}", not ${version.version}.`,
          fields: { function: record.name, version: version.version },
        });
      const space = spaces.find(({ id }) => id === version.space);
      if (!space)
        throw new Problem(
          "space-not-found",
          `The space of version ${version.version} of "${record.name}" was deleted.`,
        );
      const scorer = compileVersion(version, space);
      return workspace.columns.get(workspace.live.target(space.id, space.dims), scorer);
    }),
  );
}
