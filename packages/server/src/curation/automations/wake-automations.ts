import { listAutomationRecords } from "../../store/automation-table.ts";
import type { Sql } from "../../store/database.ts";
import type { Workspace } from "../workspace.ts";
import { roomToday } from "./day-cap.ts";
import { readAutomations } from "./ready-automations.ts";

/** Starts the job that looks at rows which wait, where an automation has any that it can look at now. */
export async function wakeAutomations(workspace: Pick<Workspace, "database" | "jobs" | "clock">): Promise<void> {
  if (await workspace.database.read((sql) => hasWork(sql, workspace.clock()))) await startAutomate(workspace);
}

/** Starts the job, or has the one that runs look once more; gives its id. */
export const startAutomate = (workspace: Pick<Workspace, "jobs">): Promise<string> =>
  workspace.jobs.add("automate", {}, { title: "Act on rows that arrived", subject: "automations" });

/** Whether an automation that goes on has rows to look at. Those it held back count once the day has room. */
async function hasWork(sql: Sql, now: Date): Promise<boolean> {
  const lines = await sql.all(
    `SELECT automation, bool_or(held) AS held, bool_or(NOT held) AS waiting FROM (
       SELECT automation, held FROM automation_queue UNION ALL SELECT automation, false FROM automation_sweeps) GROUP BY automation`,
  );
  if (lines.length === 0) return false;
  const active = (await listAutomationRecords(sql)).filter(({ state }) => state === "active");
  for (const record of active) {
    const line = lines.find(({ automation }) => automation === record.id);
    const isDue = line?.waiting || (line?.held && (await roomToday(sql, record, now)) > 0);
    if (!isDue) continue;
    if (record.problem === null) return true;
    const { ready } = await readAutomations(sql, ({ id }) => id === record.id);
    if (ready.length > 0) return true;
  }
  return false;
}
