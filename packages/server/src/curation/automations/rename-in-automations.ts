import { addToLog } from "../../store/automation-log-table.ts";
import { type AutomationRecord, listAutomationRecords, updateAutomation } from "../../store/automation-table.ts";
import type { Transaction } from "../../store/database.ts";
import { type Rename, renamedFilter } from "../queries/renamed-filter.ts";
import type { Workspace } from "../workspace.ts";

/** Lets automations name what was renamed as it is called now; their logs tell. */
export async function renameInAutomations(
  tx: Transaction,
  rename: Rename,
  { clock }: Pick<Workspace, "clock">,
): Promise<void> {
  for (const record of await listAutomationRecords(tx)) {
    const next = { ...record, filter: renamedFilter(record.filter, rename), action: renamedAction(record, rename) };
    if (next.filter === record.filter && next.action === record.action) continue;
    await updateAutomation(tx, next);
    const detail = `The ${rename.kind} "${rename.from}" is called "${rename.to}" now.`;
    await addToLog(tx, [{ automation: record.id, event: "edited", at: clock(), detail }]);
  }
}

function renamedAction({ action }: AutomationRecord, { kind, from, to }: Rename): AutomationRecord["action"] {
  if (action.kind === "review" && kind === "slice" && action.slice === from) return { ...action, slice: to };
  if (action.kind === "batch" && kind === "project" && action.project === from) return { ...action, project: to };
  return action;
}
