import type { Transaction } from "../store/database.ts";
import { functionById, setVersionState, updateFunction } from "../store/function-table.ts";
import { countUnscored, dropScoreTable, type VersionRef } from "../store/score-tables.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Makes a complete version the served one and drops the scores of the one before. False, and nothing is changed, when
 * rows lack a score; true also for a version that was deleted or edited meanwhile. `isComplete`: found in this
 * transaction to lack nothing.
 */
export async function takeOver(
  workspace: Pick<Workspace, "database">,
  tx: Transaction,
  version: VersionRef,
  options: { isComplete?: boolean } = {},
): Promise<boolean> {
  const record = await functionById(tx, version.function);
  if (!record || record.version !== version.version) return true;
  if (!options.isComplete && (await countUnscored(tx, version, record.space)) > 0) return false;
  await setVersionState(tx, record.id, record.version, "complete");
  if (record.servedVersion === record.version) return true;
  if (record.servedVersion !== null) await dropScoreTable(workspace.database, tx, record.id, record.servedVersion);
  await updateFunction(tx, { ...record, servedVersion: record.version });
  return true;
}
