import type { Transaction } from "../../store/database.ts";
import {
  type FunctionRecord,
  functionById,
  functionVersion,
  setCompleted,
  setVersionState,
  updateFunction,
} from "../../store/function-table.ts";
import { countUnscored, dropScoreTable, type VersionRef } from "../../store/score-tables.ts";
import { queueRescored } from "../automations/queue-rows.ts";
import type { Workspace } from "../workspace.ts";

/**
 * Makes a complete version the served one and drops the scores of the one before. False, and nothing is changed, when
 * rows lack a score; true also for a version that was deleted or edited meanwhile. `isComplete`: found in this
 * transaction to lack nothing.
 */
export async function takeOver(
  workspace: Pick<Workspace, "database" | "clock">,
  tx: Transaction,
  version: VersionRef,
  options: { isComplete?: boolean } = {},
): Promise<boolean> {
  const record = await functionById(tx, version.function);
  if (!record || record.version !== version.version) return true;
  const isIncomplete =
    !options.isComplete && record.space !== null && (await countUnscored(tx, version, record.space)) > 0;
  if (isIncomplete) return false;
  await setVersionState(tx, record.id, record.version, "complete");
  await setCompleted(tx, version, workspace.clock());
  if (record.servedVersion === record.version) return true;
  if (record.servedVersion !== null) await dropScoreTable(workspace.database, tx, record.id, record.servedVersion);
  await updateFunction(tx, { ...record, servedVersion: record.version });
  await queueRescored(tx, record.id);
  return true;
}

/** Marks the newest version as failed. A first one, which served while it was scored, serves no more. */
export async function giveUp(tx: Transaction, record: FunctionRecord, reason: string): Promise<void> {
  const version = await functionVersion(tx, record.id, record.version);
  if (record.servedVersion === record.version && version?.state !== "complete")
    await updateFunction(tx, { ...record, servedVersion: null });
  await setVersionState(tx, record.id, record.version, "failed", reason);
}
