import type { Transaction } from "../store/database.ts";
import { type FunctionRecord, insertVersion, keepThreshold, setVersionState } from "../store/function-table.ts";
import { nextOrdinal } from "../store/row-table.ts";
import { createScoreTable, dropScoreTable } from "../store/score-tables.ts";
import type { NewVersion } from "./function-version.ts";
import type { Workspace } from "./workspace.ts";

/** Raises `record.version` in place and stores what it stands for. An unserved version before it is given up. */
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
  await insertVersion(tx, {
    function: record.id,
    version: record.version,
    ...next,
    threshold: record.threshold,
    state: "scoring",
    error: null,
    ordinals: await nextOrdinal(tx),
    created: workspace.clock(),
    completed: null,
  });
  await createScoreTable(workspace.database, tx, record.id, record.version);
}
