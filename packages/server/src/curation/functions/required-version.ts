import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import { type FunctionRecord, type FunctionVersion, functionVersion } from "../../store/function-table.ts";

/** A version as it is now: the newest has the function's threshold. Problem `version-not-found` says which there are. */
export async function requiredVersion(
  sql: Pick<Sql, "all">,
  record: FunctionRecord,
  version: number,
): Promise<FunctionVersion> {
  const found = await functionVersion(sql, record.id, version);
  if (!found)
    throw new Problem("version-not-found", {
      detail: `The function "${record.name}" has no version ${version}: its newest is ${record.version}. pomona function versions lists them.`,
      fields: { name: record.name, version, newest: record.version },
    });
  return version === record.version ? { ...found, threshold: record.threshold } : found;
}

/** The number of a version in a path. Problem `version-not-found` for anything else. */
export function versionNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Problem("version-not-found", {
    detail: `"${text}" is no version of the function "${name}": versions are numbers from 1.`,
    fields: { name, version: text },
  });
}
