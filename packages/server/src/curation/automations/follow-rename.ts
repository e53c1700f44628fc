import type { Condition, Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { isProblem } from "@pomona/contract/problems";
import { addToLog } from "../../store/automation-log-table.ts";
import { type AutomationRecord, listAutomationRecords, updateAutomation } from "../../store/automation-table.ts";
import type { Transaction } from "../../store/database.ts";
import type { Workspace } from "../workspace.ts";
import { readAutomationFilter } from "./filter-needs.ts";

/** Something that automations name, by its names before and after. */
export interface Rename {
  kind: "function" | "slice" | "project" | "projection";
  from: string;
  to: string;
}

/** Lets automations name what was renamed as it is called now, in the transaction that renames it; their logs tell. */
export async function followRename(
  tx: Transaction,
  rename: Rename,
  { clock }: Pick<Workspace, "clock">,
): Promise<void> {
  if (rename.from === rename.to) return;
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

/** A filter that cannot be read is left as it is; one that names nothing of it, too, however it is written. */
function renamedFilter(text: string, rename: Rename): string {
  let isNamed = false;
  const inCondition = (condition: Condition): Condition => {
    const next = renamedCondition(condition, rename);
    isNamed ||= next !== condition;
    return next;
  };
  try {
    const renamed = mapConditions(readAutomationFilter(text).filter, inCondition);
    return isNamed ? printFilter(renamed) : text;
  } catch (error) {
    if (isProblem(error)) return text;
    throw error;
  }
}

function mapConditions(filter: Filter, map: (condition: Condition) => Condition): Filter {
  if ("and" in filter) return { and: filter.and.map((part) => mapConditions(part, map)) };
  if ("or" in filter) return { or: filter.or.map((part) => mapConditions(part, map)) };
  if ("not" in filter) return { not: mapConditions(filter.not, map) };
  return map(filter);
}

function renamedCondition(condition: Condition, { kind, from, to }: Rename): Condition {
  if (kind === "function" && "function" in condition && condition.function === from)
    return { ...condition, function: to };
  if (kind === "slice" && "review" in condition && condition.review === from) return { review: to };
  if (kind === "project" && "project" in condition && condition.project === from) return { ...condition, project: to };
  return kind === "projection" ? renamedOnMap(condition, from, to) : condition;
}

function renamedOnMap(condition: Condition, from: string, to: string): Condition {
  if ("cluster" in condition && condition.projection === from) return { ...condition, projection: to };
  if ("mapped" in condition && condition.mapped === from) return { ...condition, mapped: to };
  if ("region" in condition && condition.region.projection === from)
    return { region: { ...condition.region, projection: to } };
  return condition;
}
