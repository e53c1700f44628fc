import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import {
  type FunctionRecord,
  type FunctionVersion,
  functionById,
  functionVersion,
  type StoredAnchor,
  type VersionParameters,
} from "../../store/function-table.ts";
import { type ServedPart, servedParts } from "../../store/score-origins.ts";
import { requiredVersion } from "../functions/required-version.ts";

/** Versions of a function that are evaluated together. */
export interface EvaluatedVersions {
  record: FunctionRecord;
  versions: FunctionVersion[];
  /** What each is made of, as it serves now; empty but for combinations. */
  parts: ServedPart[][];
  /** Of all of them; of a combination, those of its parts. */
  anchors: StoredAnchor[];
}

/** Reads versions of a function; `numbers` null stands for the served one. Problem `no-evidence` where none serves. */
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
  for (const number of new Set(numbers ?? [record.servedVersion as number]))
    versions.push(await requiredVersion(sql, record, number));
  const parts = await Promise.all(versions.map(({ parameters }) => servedParts(sql, partIdsOf(parameters))));
  return { record, versions, parts, anchors: await anchorsOf(sql, versions) };
}

export const partIdsOf = (parameters: VersionParameters): number[] =>
  parameters.kind === "combination" ? parameters.parts.map((part) => part.function) : [];

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
