import type { FunctionFile, FunctionPart } from "@pomona/contract/function-versions";
import type { Sql } from "../../store/database.ts";
import { type FunctionRecord, type FunctionVersion, functionByName } from "../../store/function-table.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import type { Workspace } from "../workspace.ts";
import { functionPart, type Referred, readReferred } from "./function-part.ts";
import { requiredVersion } from "./required-version.ts";

/** A version of a function (absent: the newest) as a file; a combination takes along what it is made of, as that is now. */
export const exportFunction = (
  { database, clock }: Pick<Workspace, "database" | "clock">,
  name: string,
  number?: number,
): Promise<FunctionFile> =>
  readSnapshot(database, async (sql) => {
    const record = await functionByName(sql, name);
    const version = await requiredVersion(sql, record, number ?? record.version);
    const referred = await readReferred(sql);
    return {
      format: "pomona-function",
      formatVersion: 1,
      ...functionPart(record, version, referred),
      exported: clock().toISOString(),
      parts: await partsOf(sql, version, referred),
    };
  });

/** Every function below a version, each once, parts in front of what is made of them. */
async function partsOf(sql: Pick<Sql, "all">, version: FunctionVersion, referred: Referred): Promise<FunctionPart[]> {
  const parts = new Map<number, FunctionPart>();
  const visit = async ({ parameters }: FunctionVersion): Promise<void> => {
    if (parameters.kind !== "combination") return;
    for (const { function: id } of parameters.parts) {
      // One that is gone was refused when the version above it was written.
      const record = referred.functions.get(id) as FunctionRecord;
      if (parts.has(id)) continue;
      const newest = await requiredVersion(sql, record, record.version);
      const part = functionPart(record, newest, referred);
      await visit(newest);
      parts.set(id, part);
    }
  };
  await visit(version);
  return [...parts.values()];
}
