import {
  type Automation,
  type AutomationAction,
  automationAction,
  type EditAutomationRequest,
  type EditedAction,
} from "@pomona/contract/automations";
import type { Filter, FilterTree } from "@pomona/contract/filter";
import { addToLog } from "../../store/automation-log-table.ts";
import { clearQueue, releaseHeld } from "../../store/automation-queue-table.ts";
import {
  type AutomationRecord,
  automationByName,
  insertAutomation,
  refuseTakenAutomationName,
  removeAutomation,
  type StoredAction,
  updateAutomation,
} from "../../store/automation-table.ts";
import type { Transaction } from "../../store/database.ts";
import { nextId } from "../../store/space-table.ts";
import { filterAsText } from "../queries/filter-as-text.ts";
import type { Workspace } from "../workspace.ts";
import { getAutomation } from "./describe-automation.ts";
import { readAutomationFilter } from "./filter-needs.ts";
import { actionToStore, checkAction } from "./store-action.ts";
import { wakeAutomations } from "./wake-automations.ts";

type Told = Automation & { secret: string | null };
interface Caller {
  isOwner: boolean;
}

/** A filter in its text form. Throws `bad-filter` and what reading it throws. */
function filterText(workspace: Workspace, input: FilterTree | Filter | string): Promise<string> {
  readAutomationFilter(input);
  return filterAsText(workspace, input);
}

/**
 * Makes an automation: it looks at rows that come from now on. Throws `name-taken`, `slice-not-found`, `url-refused`,
 * `owner-only`, and what reading the filter throws.
 */
export async function createAutomation(
  workspace: Workspace,
  request: {
    name: string;
    filter: FilterTree | Filter | string;
    onRescore: boolean;
    action: AutomationAction;
    isPaused: boolean;
  },
  caller: Caller,
): Promise<Told> {
  await checkAction(request.action, caller);
  const filter = await filterText(workspace, request.filter);
  const secret = await workspace.database.write(async (tx) => {
    await refuseTakenAutomationName(tx, request.name);
    const now = workspace.clock();
    const stored = await actionToStore(workspace, tx, request.action, null);
    const id = await nextId(tx);
    await insertAutomation(tx, {
      id,
      name: request.name,
      filter,
      onRescore: request.onRescore,
      action: stored.action,
      state: request.isPaused ? "paused" : "active",
      problem: null,
      created: now,
      updated: now,
    });
    await addToLog(tx, [{ automation: id, event: "created", at: now, detail: filter || "every row" }]);
    return stored.secret;
  });
  return { ...(await getAutomation(workspace, request.name)), secret };
}

/**
 * Changes, pauses or lets go on. Rows that were acted on stay so, whatever is changed; rows held back are looked at again when
 * the filter or the action is another. Throws what `createAutomation` throws, and `automation-not-found`.
 */
export async function editAutomation(
  workspace: Workspace,
  name: string,
  change: Omit<EditAutomationRequest, "action"> & { action?: EditedAction | undefined },
  caller: Caller,
): Promise<Told> {
  if (change.action) await checkAction(automationAction.parse(change.action), caller);
  const filter = change.filter === undefined ? undefined : await filterText(workspace, change.filter);
  const secret = await workspace.database.write(async (tx) => {
    const record = await automationByName(tx, name);
    if (change.name !== undefined && change.name !== name) await refuseTakenAutomationName(tx, change.name);
    const action = change.action && withKept(change.action, record.action);
    const stored = action && (await actionToStore(workspace, tx, action, record.action));
    const next: AutomationRecord = {
      ...record,
      name: change.name ?? name,
      filter: filter ?? record.filter,
      onRescore: change.onRescore ?? record.onRescore,
      action: stored?.action ?? record.action,
      state: change.isPaused === undefined ? record.state : change.isPaused ? "paused" : "active",
      problem: null,
      updated: workspace.clock(),
    };
    await updateAutomation(tx, next);
    await followEdit(tx, { before: record, next, skipsWaiting: change.skipWaiting ?? false });
    return stored?.secret ?? null;
  });
  await wakeAutomations(workspace);
  return { ...(await getAutomation(workspace, change.name ?? name)), secret };
}

/** An action with the settings it leaves out as they were, where it is of the same kind; else those of a new one. */
function withKept(action: EditedAction, { kind, ...before }: StoredAction): AutomationAction {
  const given = Object.fromEntries(Object.entries(action).filter(([, value]) => value !== undefined));
  const kept = Object.fromEntries(KEPT.flatMap((name) => (name in before ? [[name, before[name as never]]] : [])));
  return automationAction.parse(kind === action.kind ? { ...kept, ...given } : given);
}

/** Whether private addresses may be called is not kept: another address is to be allowed anew. */
const KEPT = ["group", "dailyCap", "rowsPerCall"];

/** What an edit means for rows and calls that wait, and what the log says of it. */
async function followEdit(
  tx: Transaction,
  { before, next, skipsWaiting }: { before: AutomationRecord; next: AutomationRecord; skipsWaiting: boolean },
): Promise<void> {
  const log = (event: "edited" | "paused" | "resumed", detail: string | null, rows = 0) =>
    addToLog(tx, [{ automation: next.id, event, at: next.updated, detail, rows }]);
  const isSameAction = JSON.stringify(before.action) === JSON.stringify(next.action);
  if (before.filter !== next.filter || !isSameAction) await releaseHeld(tx, next.id);
  if (next.action.kind === "webhook" && !isSameAction)
    await tx.run("UPDATE deliveries SET url = ? WHERE automation = ? AND state <> 'delivered'", [
      next.action.url,
      next.id,
    ]);
  const edits = [
    ...(before.name === next.name ? [] : [`Renamed from "${before.name}".`]),
    ...(before.filter === next.filter ? [] : [`Filter: ${next.filter || "every row"}`]),
    ...(before.onRescore === next.onRescore ? [] : [next.onRescore ? "Acts on rescoring." : "Acts on arrival only."]),
    ...(isSameAction ? [] : ["Another action."]),
  ];
  if (edits.length > 0) await log("edited", edits.join(" "));
  if (before.state === next.state) return;
  if (next.state === "paused") await log("paused", null);
  else if (skipsWaiting)
    await log("resumed", "Rows that waited were left out.", await clearQueue(tx, next.id, "waiting"));
  else await log("resumed", null);
}

/** Deletes an automation with its queue, log and calls. What it did stays; a new one of the same name knows nothing of it. */
export async function deleteAutomation(workspace: Pick<Workspace, "database">, name: string): Promise<void> {
  await workspace.database.write(async (tx) => removeAutomation(tx, (await automationByName(tx, name)).id));
}
