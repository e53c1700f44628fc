import type { AutomationEntry } from "@pomona/contract/automations";
import { readLog } from "../../store/automation-log-table.ts";
import { automationByName } from "../../store/automation-table.ts";
import type { Workspace } from "../workspace.ts";

/** What an automation did, newest first. */
export async function automationLog(
  { database }: Pick<Workspace, "database">,
  name: string,
  page: { after: number; limit: number },
): Promise<{ entries: AutomationEntry[]; next: number | null }> {
  const { id } = await automationByName(database, name);
  const entries = await readLog(database, { id, name }, page);
  return { entries, next: entries.length === page.limit ? (entries.at(-1)?.id ?? null) : null };
}
