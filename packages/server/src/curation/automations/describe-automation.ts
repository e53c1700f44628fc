import type { Automation } from "@pomona/contract/automations";
import { countActed } from "../../store/automation-log-table.ts";
import { countQueue, listSweeps } from "../../store/automation-queue-table.ts";
import { type AutomationRecord, automationByName, listAutomationRecords } from "../../store/automation-table.ts";
import type { Sql } from "../../store/database.ts";
import { countDeliveries } from "../../store/delivery-table.ts";
import type { Workspace } from "../workspace.ts";
import { readAutomations } from "./ready-automations.ts";

/** All automations, in the order in which they were made. */
export const listAutomations = ({ database }: Pick<Workspace, "database">): Promise<Automation[]> =>
  database.read(async (sql) => describe(sql, await listAutomationRecords(sql)));

/** The automation of that name, or Problem `automation-not-found`. */
export const getAutomation = ({ database }: Pick<Workspace, "database">, name: string): Promise<Automation> =>
  database.read(async (sql) => (await describe(sql, [await automationByName(sql, name)]))[0] as Automation);

async function describe(sql: Sql, records: readonly AutomationRecord[]): Promise<Automation[]> {
  if (records.length === 0) return [];
  const wanted = new Set(records.map(({ id }) => id));
  const { unready } = await readAutomations(sql, ({ id }) => wanted.has(id));
  const problems = new Map(unready.map(({ record, problem }) => [record.id, problem]));
  const queue = await countQueue(sql);
  const swept = new Map<number, number>();
  for (const { automation, ordinals, nextRow } of await listSweeps(sql))
    swept.set(automation, Math.max(swept.get(automation) ?? 0, ordinals - nextRow));
  const acted = await countActed(sql);
  const deliveries = await countDeliveries(sql);
  return records.map((record) => ({
    name: record.name,
    filter: record.filter,
    problem: problems.get(record.id) ?? null,
    onRescore: record.onRescore,
    action: shownAction(record),
    state: record.state,
    acted: acted.get(record.id)?.acted ?? 0,
    waiting: (queue.get(record.id)?.waiting ?? 0) + (swept.get(record.id) ?? 0),
    held: queue.get(record.id)?.held ?? 0,
    deliveries: deliveries.get(record.id) ?? { pending: 0, delivered: 0, dead: 0 },
    lastActed: acted.get(record.id)?.lastActed ?? null,
    created: record.created.toISOString(),
    updated: record.updated.toISOString(),
  }));
}

/** An action without its secret. */
function shownAction({ action }: AutomationRecord): Automation["action"] {
  if (action.kind !== "webhook") return action;
  const { kind, url, rowsPerCall, allowPrivate, secret } = action;
  return { kind, url, secretHint: secret.slice(-4), rowsPerCall, allowPrivate };
}
