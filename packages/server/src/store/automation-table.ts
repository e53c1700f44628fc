import type { AutomationAction } from "@pomona/contract/automations";
import { closestName } from "@pomona/contract/filter-problem";
import { Problem } from "@pomona/contract/problems";
import type { Sql, Transaction } from "./database.ts";
import { int, timestamp } from "./sql-values.ts";

/** What is done, as it is kept: a webhook has its secret. */
export type StoredAction =
  | Exclude<AutomationAction, { kind: "webhook" }>
  | (Extract<AutomationAction, { kind: "webhook" }> & { secret: string });

export interface AutomationRecord {
  id: number;
  name: string;
  /** In the text form. */
  filter: string;
  onRescore: boolean;
  action: StoredAction;
  state: "active" | "paused";
  /** Why it could not act when it was last looked at. */
  problem: string | null;
  created: Date;
  updated: Date;
}

const fromRow = (row: Record<string, unknown>): AutomationRecord => ({
  id: int(row.id),
  name: row.name as string,
  filter: row.filter as string,
  onRescore: row.on_rescore as boolean,
  action: JSON.parse(row.action as string) as StoredAction,
  state: row.state as AutomationRecord["state"],
  problem: row.problem as string | null,
  created: row.created as Date,
  updated: row.updated as Date,
});

/** In the order in which they were made. */
export const listAutomationRecords = async (sql: Pick<Sql, "all">): Promise<AutomationRecord[]> =>
  (
    await sql.all(
      "SELECT id, name, filter, on_rescore, action, state, problem, created, updated FROM automations ORDER BY id",
    )
  ).map(fromRow);

/** The automation of that name, or Problem `automation-not-found`. */
export async function automationByName(sql: Pick<Sql, "all">, name: string): Promise<AutomationRecord> {
  const automations = await listAutomationRecords(sql);
  const found = automations.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = automations.map((candidate) => candidate.name);
  const suggestion = closestName(name, names);
  throw new Problem("automation-not-found", {
    detail: `There is no automation named "${name}".${suggestion ? ` Did you mean "${suggestion}"?` : ""}`,
    fields: { name },
  });
}

/** Problem `name-taken` where another automation has the name. */
export async function refuseTakenAutomationName(tx: Pick<Sql, "one">, name: string): Promise<void> {
  if (await tx.one("SELECT 1 FROM automations WHERE name = ?", [name]))
    throw new Problem("name-taken", {
      detail: `An automation named "${name}" exists. Edit it (pomona automation edit), or choose another name.`,
      fields: { name },
    });
}

export async function insertAutomation(tx: Transaction, record: AutomationRecord): Promise<void> {
  await tx.run("INSERT INTO automations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [
    record.id,
    record.name,
    record.filter,
    record.onRescore,
    JSON.stringify(record.action),
    record.state,
    record.problem,
    timestamp(record.created),
    timestamp(record.updated),
  ]);
}

export async function updateAutomation(tx: Transaction, record: AutomationRecord): Promise<void> {
  await tx.run(
    "UPDATE automations SET name = ?, filter = ?, on_rescore = ?, action = ?, state = ?, problem = ?, updated = ? WHERE id = ?",
    [
      record.name,
      record.filter,
      record.onRescore,
      JSON.stringify(record.action),
      record.state,
      record.problem,
      timestamp(record.updated),
      record.id,
    ],
  );
}

/** Removes an automation with its queue, sweeps, log and calls, and what it knows of the rows it acted on. */
export async function removeAutomation(tx: Transaction, id: number): Promise<void> {
  for (const table of ["automation_queue", "automation_sweeps", "automation_acts", "automation_log", "deliveries"])
    await tx.run(`DELETE FROM ${table} WHERE automation = ?`, [id]);
  await tx.run("UPDATE review_rows SET automation = NULL WHERE automation = ?", [id]);
  await tx.run("DELETE FROM automations WHERE id = ?", [id]);
}
