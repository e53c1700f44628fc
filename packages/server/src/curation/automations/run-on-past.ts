import { countBits } from "@pomona/compute/bitset";
import type { DryRun } from "@pomona/contract/automations";
import type { Filter, FilterTree } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import { addToLog } from "../../store/automation-log-table.ts";
import { insertSweep, listSweeps } from "../../store/automation-queue-table.ts";
import { automationByName } from "../../store/automation-table.ts";
import { bitsetSql } from "../../store/filter-sql.ts";
import { keysOfRows, nextOrdinal } from "../../store/row-table.ts";
import { nextId } from "../../store/space-table.ts";
import { int } from "../../store/sql-values.ts";
import { filterBits } from "../selection.ts";
import type { Workspace } from "../workspace.ts";
import { queryContext } from "../workspace-query.ts";
import { readAutomationFilter } from "./filter-needs.ts";
import { readAutomations } from "./ready-automations.ts";
import { startAutomate } from "./wake-automations.ts";

const IS_ACTED = "r.key IN (SELECT key FROM automation_acts WHERE automation = ?)";
/** No automation has it. */
const NO_ID = -1;

/** How many of the rows there are a filter would have acted on, with the newest as examples. Nothing is done. */
export async function dryRun(
  workspace: Workspace,
  request: { filter: FilterTree | Filter | string; automation?: string | undefined; examples: number },
): Promise<DryRun> {
  readAutomationFilter(request.filter);
  const { database } = workspace;
  const id = request.automation === undefined ? NO_ID : (await automationByName(database, request.automation)).id;
  const bits = await filterBits(queryContext(workspace), request.filter);
  return database.read(async (sql) => {
    const { where, values } = bitsetSql(bits);
    const counts = await sql.one(
      `SELECT (SELECT count(*) FROM rows) AS rows, (SELECT count(*) FROM rows r WHERE ${where} AND ${IS_ACTED}) AS acted`,
      [...values, id],
    );
    const [newest = []] = await sql.columns(
      `SELECT r.row FROM rows r WHERE ${where} AND NOT ${IS_ACTED} ORDER BY r.row DESC LIMIT ${Math.trunc(request.examples)}`,
      [...values, id],
    );
    const examples = newest.length > 0 ? await keysOfRows(sql, newest as number[]) : [];
    return { matched: countBits(bits), acted: int(counts?.acted), rows: int(counts?.rows), examples };
  });
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

/** Ends looks at all rows: their job was cancelled. Rows that wait for another reason are looked at the next time. */
export async function endSweeps({ database, clock }: Pick<Workspace, "database" | "clock">): Promise<void> {
  await database.write(async (tx) => {
    for (const sweep of await listSweeps(tx)) {
      await tx.run("DELETE FROM automation_sweeps WHERE id = ?", [sweep.id]);
      const detail = `The look at all rows was cancelled after ${sweep.nextRow} of ${sweep.ordinals}.`;
      await addToLog(tx, [{ automation: sweep.automation, event: "cancelled", at: clock(), detail }]);
    }
  });
}
