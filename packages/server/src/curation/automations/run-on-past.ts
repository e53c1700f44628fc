import { countBits } from "@pomona/compute/bitset";
import type { DryRun } from "@pomona/contract/automations";
import type { Filter, FilterTree } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import { addToLog } from "../../store/automation-log-table.ts";
import { insertSweep, listSweeps } from "../../store/automation-queue-table.ts";
import { type AutomationRecord, automationByName, listAutomationRecords } from "../../store/automation-table.ts";
import type { Sql } from "../../store/database.ts";
import { bitsetSql } from "../../store/filter-sql.ts";
import { keysOfRows, nextOrdinal } from "../../store/row-table.ts";
import { nextId } from "../../store/space-table.ts";
import { int } from "../../store/sql-values.ts";
import { filterBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { roomToday } from "./day-cap.ts";
import { readAutomationFilter } from "./filter-needs.ts";
import { readAutomations } from "./ready-automations.ts";
import { startAutomate } from "./wake-automations.ts";

/** No automation, no project has it. */
const NO_ID = -1;
/** Of rows that meet a filter, what an automation did to them, or would do. */
const STANDING = `CASE WHEN r.key IN (SELECT key FROM automation_acts WHERE automation = ?) THEN 'acted'
  WHEN r.row IN (SELECT row FROM automation_queue WHERE held AND automation = ?) THEN 'held'
  WHEN r.row IN (SELECT row FROM batch_rows WHERE project = ?) THEN 'inProject' ELSE 'wouldAct' END`;
const STANDINGS = ["acted", "held", "inProject", "wouldAct"] as const;

/**
 * How many of the rows there are a filter would have acted on, with the newest as examples. Nothing is done. `automation`:
 * its filter may be another, and what it did, holds back and sends to a project that has it already is told.
 */
export async function dryRun(
  workspace: Workspace,
  request: { filter: FilterTree | Filter | string; automation?: string | undefined; examples: number },
): Promise<DryRun> {
  readAutomationFilter(request.filter);
  const { database, clock } = workspace;
  const bits = await filterBits(queryContext(workspace), request.filter);
  return database.read(async (sql) => {
    const record = request.automation === undefined ? null : await automationByName(sql, request.automation);
    const { where, values } = bitsetSql(bits);
    const of = [record?.id ?? NO_ID, record?.id ?? NO_ID, record ? await targetProject(sql, record) : NO_ID];
    const standing = `SELECT r.row, ${STANDING} AS standing FROM rows r WHERE ${where}`;
    const counts = await sql.one(
      `SELECT (SELECT count(*) FROM rows) AS rows, ${STANDINGS.map((one) => `count(*) FILTER (standing = '${one}') AS "${one}"`).join(", ")}
       FROM (${standing})`,
      [...of, ...values],
    );
    const [newest = []] = await sql.columns(
      `SELECT row FROM (${standing}) WHERE standing = 'wouldAct' ORDER BY row DESC LIMIT ${Math.trunc(request.examples)}`,
      [...of, ...values],
    );
    const [acted, held, inProject, wouldAct] = STANDINGS.map((one) => int(counts?.[one])) as [
      number,
      number,
      number,
      number,
    ];
    // Rows that are held go first when there is room.
    const room = record === null ? wouldAct : Math.max(0, (await roomToday(sql, record, clock())) - held);
    const examples = newest.length > 0 ? await keysOfRows(sql, newest as number[]) : [];
    const rows = int(counts?.rows);
    return {
      matched: countBits(bits),
      acted,
      held,
      inProject,
      wouldAct,
      today: Math.min(wouldAct, room),
      rows,
      examples,
    };
  });
}

/** Id of the project that an automation sends rows to. */
async function targetProject(sql: Pick<Sql, "one">, { action }: AutomationRecord): Promise<number> {
  if (action.kind !== "batch") return NO_ID;
  const found = await sql.one("SELECT id FROM projects WHERE name = ?", [action.project]);
  return found ? int(found.id) : NO_ID;
}

/**
 * Starts to act on the rows there are; gives the job. `expect` is what the caller saw in a dry run: Problem `count-changed`
 * where it differs. Problem `in-use` while it is paused, and what its filter or action throws.
 */
export async function runOnPast(
  workspace: Workspace,
  name: string,
  { expect }: { expect?: number | undefined },
): Promise<{ job: string }> {
  const { database } = workspace;
  const record = await automationByName(database, name);
  if (record.state === "paused")
    throw new Problem("in-use", {
      detail: `"${name}" is paused. Let it go on first (pomona automation resume).`,
      fields: { name },
    });
  const { unready } = await database.read((sql) => readAutomations(sql, ({ id }) => id === record.id));
  if (unready[0]) throw new Problem("bad-request", `"${name}" cannot act: ${unready[0].problem}`);
  if (expect !== undefined) {
    const { matched, acted } = await dryRun(workspace, { filter: record.filter, automation: name, examples: 0 });
    if (matched - acted !== expect)
      throw new Problem("count-changed", {
        detail: `"${name}" would act on ${matched - acted} rows now, not ${expect}. Look again.`,
        fields: { count: matched - acted, expect },
      });
  }
  await database.write(async (tx) => {
    const { id: automation } = await automationByName(tx, name);
    const ordinals = await nextOrdinal(tx);
    await insertSweep(tx, { id: await nextId(tx), automation, cause: "run", ordinals, nextRow: 0 });
  });
  return { job: await startAutomate(workspace) };
}

/**
 * Ends looks at all rows: their job was cancelled. Rows that wait for another reason are looked at the next time, and so are
 * all rows by automations that are paused: the job was not about them.
 */
export async function endSweeps({ database, clock }: Pick<Workspace, "database" | "clock">): Promise<void> {
  await database.write(async (tx) => {
    const paused = (await listAutomationRecords(tx)).filter(({ state }) => state === "paused").map(({ id }) => id);
    for (const sweep of await listSweeps(tx)) {
      if (paused.includes(sweep.automation)) continue;
      await tx.run("DELETE FROM automation_sweeps WHERE id = ?", [sweep.id]);
      const detail = `The look at all rows was cancelled after ${sweep.nextRow} of ${sweep.ordinals}.`;
      await addToLog(tx, [{ automation: sweep.automation, event: "cancelled", at: clock(), detail }]);
    }
  });
}
