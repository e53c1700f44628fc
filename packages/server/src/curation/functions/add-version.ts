import type { Transaction } from "../../store/database.ts";
import { type FunctionRecord, insertVersion, keepThreshold, setVersionState } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { createScoreTable, dropScoreTable } from "../../store/score-tables.ts";
import { queueRescored } from "../automations/queue-rows.ts";
import type { Workspace } from "../workspace.ts";
import type { NewVersion } from "./make-version.ts";

/**
 * Raises `record.version` in place and stores what it stands for. An unserved version before it is given up. A combination
 * needs no scoring: its version serves at once.
 */
export async function addVersion(
  workspace: Workspace,
  tx: Transaction,
  record: FunctionRecord,
  next: NewVersion,
): Promise<void> {
  if (record.version !== record.servedVersion) {
    await dropScoreTable(workspace.database, tx, record.id, record.version);
    const reason = `Version ${record.version + 1} took its place before every row was scored.`;
    await setVersionState(tx, record.id, record.version, "failed", reason);
  }
  await keepThreshold(tx, record);
  record.version += 1;
  record.space = next.space;
  record.kind = next.parameters.kind;
  await storeVersion(workspace, tx, record, next);
}

/** Stores the newest version of a function, with the table of its scores where it has any. */
export async function storeVersion(
  workspace: Workspace,
  tx: Transaction,
  record: FunctionRecord,
  next: NewVersion,
): Promise<void> {
  const now = workspace.clock();
  const isCombination = next.parameters.kind === "combination";
  await insertVersion(tx, {
    function: record.id,
    version: record.version,
    ...next,
    threshold: record.threshold,
    state: isCombination ? "complete" : "scoring",
    error: null,
    ordinals: await nextOrdinal(tx),
    created: now,
    completed: isCombination ? now : null,
  });
  if (isCombination) {
    record.servedVersion = record.version;
    if (record.version > 1) await queueRescored(tx, record.id);
  } else await createScoreTable(workspace.database, tx, record.id, record.version);
}
