import { countBits } from "@pomona/compute/bitset";
import { addToLog } from "../../store/automation-log-table.ts";
import {
  addToQueue,
  heldRows,
  listSweeps,
  type Sweep,
  setSweepDone,
  takeFromQueue,
  waitingRows,
} from "../../store/automation-queue-table.ts";
import { updateAutomation } from "../../store/automation-table.ts";
import type { Transaction } from "../../store/database.ts";
import { readBits } from "../../store/filter-bits.ts";
import { bitsetSql, type CompiledFilter } from "../../store/filter-sql.ts";
import { ordinalList } from "../../store/row-table.ts";
import { int } from "../../store/sql-values.ts";
import type { JobContext, JobHandler } from "../background-work.ts";
import type { Workspace } from "../workspace.ts";
import { act } from "./act.ts";
import { roomToday } from "./day-cap.ts";
import { type AutomationStates, type ReadyAutomation, readAutomations } from "./ready-automations.ts";
import { rowsMeeting } from "./rows-meeting.ts";
import { SeenRows } from "./seen-rows.ts";

/** Lines of the queue looked at in a transaction: what a crash can cost, and the grain of cancel. */
const LINES = 50_000;
/** Ordinals that a look at all rows goes on by in a transaction. */
const SWEEP_ROWS = 20_000;
/** Jobs that are done and kept: rows arrive often, and each time there is one. */
const JOBS_KEPT = 20;

/** What a transaction did; null where nothing was left to do. */
interface Step {
  /** Ordinals of rows; one more than once where several automations looked at it. */
  looked: Iterable<number>;
  acted: number;
}

type Work = Pick<Workspace, "clock">;

/**
 * Looks at rows that wait for automations and acts on those that meet their filter. What is done to a row, the note that it
 * was, the entry in the log and the end of its waiting are one transaction, so a crash leaves all of it or nothing.
 */
export const automate =
  (
    workspace: Workspace,
    options: { lines?: number; sweepRows?: number; onActed?: () => void } = {},
  ): JobHandler<"automate"> =>
  async (_input, context) => {
    const sizes = { lines: options.lines ?? LINES, sweepRows: options.sweepRows ?? SWEEP_ROWS };
    let isFirst = true;
    const looked = new SeenRows();
    let acted = 0;
    for (;;) {
      context.signal.throwIfAborted();
      const step = await workspace.database.write(
        async (tx) => {
          if (isFirst) await forgetOldJobs(tx, context);
          return nextStep(workspace, tx, sizes);
        },
        { sharesCheckpoint: true },
      );
      isFirst = false;
      if (!step) break;
      looked.add(step.looked);
      acted += step.acted;
      if (step.acted > 0) options.onActed?.();
      context.progress(context.doneBefore + looked.count);
    }
    return { acted, looked: looked.count };
  };

const forgetOldJobs = (tx: Transaction, { id }: Pick<JobContext, "id">): Promise<void> =>
  tx.run(
    `DELETE FROM jobs WHERE kind = 'automate' AND state = 'done' AND id <> ? AND id NOT IN (
       SELECT id FROM jobs WHERE kind = 'automate' ORDER BY created DESC LIMIT ${JOBS_KEPT})`,
    [id],
  );

async function nextStep(
  workspace: Work,
  tx: Transaction,
  sizes: { lines: number; sweepRows: number },
): Promise<Step | null> {
  if (!(await tx.one("SELECT 1 FROM automation_queue UNION ALL SELECT 1 FROM automation_sweeps LIMIT 1"))) return null;
  const states = await readAutomations(tx, ({ state }) => state === "active");
  await noteProblems(workspace, tx, states);
  if (states.ready.length === 0) return null;
  return (
    (await releaseStep(workspace, tx, states)) ??
    (await queueStep(workspace, tx, states, sizes.lines)) ??
    (await sweepStep(workspace, tx, states, sizes.sweepRows))
  );
}

/** Tells in the log what cannot act since it was last looked at, and what can again. */
async function noteProblems(workspace: Work, tx: Transaction, { ready, unready }: AutomationStates): Promise<void> {
  const at = workspace.clock();
  for (const { record, problem } of unready) {
    if (record.problem === problem) continue;
    await updateAutomation(tx, { ...record, problem });
    await addToLog(tx, [{ automation: record.id, event: "problem", at, detail: problem }]);
  }
  for (const record of ready) {
    if (record.problem === null) continue;
    await updateAutomation(tx, { ...record, problem: null });
    await addToLog(tx, [{ automation: record.id, event: "mended", at }]);
    record.problem = null;
  }
}

/** Acts on rows that were held back, as many as the day has room for: they met the filter when they were looked at. */
async function releaseStep(workspace: Work, tx: Transaction, states: AutomationStates): Promise<Step | null> {
  for (const automation of states.ready) {
    if (automation.action.kind !== "batch" || automation.action.dailyCap === null) continue;
    const room = await roomToday(tx, automation, workspace.clock());
    const rows = room > 0 ? await heldRows(tx, automation.id, Math.min(room, LINES)) : [];
    if (rows.length === 0) continue;
    await takeFromQueue(tx, new Map([[automation.id, rows]]), { held: true });
    const acted = await act(workspace, tx, states.names, [{ automation, rows }]);
    return { looked: rows, acted };
  }
  return null;
}

/** Looks at rows that wait and are settled. */
async function queueStep(
  workspace: Work,
  tx: Transaction,
  states: AutomationStates,
  limit: number,
): Promise<Step | null> {
  if (!(await tx.one("SELECT 1 FROM automation_queue WHERE NOT held LIMIT 1"))) return null;
  const looked = new Map<number, Uint32Array>();
  for (const group of bySpaces(states.ready)) {
    const settled = await settledSql(tx, group[0]?.needs.spaces ?? new Set());
    const ids = group.map(({ id }) => id);
    for (const [id, rows] of await waitingRows(tx, { automations: ids, settled, limit })) looked.set(id, rows);
  }
  if (looked.size === 0) return null;
  const met = await rowsMeeting(tx, states.ready, looked);
  await takeFromQueue(tx, looked, { held: false });
  return { looked: ordinalsOf(looked.values()), acted: await act(workspace, tx, states.names, met) };
}

function* ordinalsOf(lists: Iterable<Uint32Array>): Iterable<number> {
  for (const rows of lists) yield* rows;
}

/** Automations that wait for the vectors of the same spaces. */
function bySpaces(automations: readonly ReadyAutomation[]): ReadyAutomation[][] {
  const groups = new Map<string, ReadyAutomation[]>();
  for (const automation of automations) {
    const spaces = [...automation.needs.spaces].sort((a, b) => a - b).join(" ");
    groups.set(spaces, [...(groups.get(spaces) ?? []), automation]);
  }
  return [...groups.values()];
}

/** True for rows, over `r`, whose vector is pending in none of the spaces. */
async function settledSql(tx: Transaction, spaces: ReadonlySet<number>): Promise<CompiledFilter> {
  const every = { where: "TRUE", values: [] };
  if (spaces.size === 0) return every;
  const inSpaces = "r.state = 'pending' AND r.space IN (SELECT unnest(?::INTEGER[]))";
  const pending = await readBits(tx, { where: inSpaces, values: [ordinalList([...spaces])] }, "embeddings");
  if (countBits(pending) === 0) return every;
  const { where, values } = bitsetSql(pending);
  return { where: `NOT (${where})`, values };
}

/** Goes on with a look at all rows. Rows whose vector is pending wait in the queue, and are looked at when it is settled. */
async function sweepStep(
  workspace: Work,
  tx: Transaction,
  states: AutomationStates,
  rowsAtOnce: number,
): Promise<Step | null> {
  for (const sweep of await listSweeps(tx)) {
    const automation = states.ready.find(({ id }) => id === sweep.automation);
    if (!automation || automation.needs.isBeingScored) continue;
    const end = Math.min(sweep.ordinals, sweep.nextRow + rowsAtOnce);
    const { where, values } = automation.compile({ first: sweep.nextRow, last: end - 1 });
    const settled = await settledSql(tx, automation.needs.spaces);
    const inRange = "SELECT r.row FROM rows r WHERE r.row >= ? AND r.row < ?";
    const [pending = []] = await tx.columns(`${inRange} AND NOT (${settled.where})`, [
      sweep.nextRow,
      end,
      ...settled.values,
    ]);
    await addToQueue(tx, { automations: [automation.id], rows: pending as number[] });
    const [rows = []] = await tx.columns(`${inRange} AND ${settled.where} AND ${where} ORDER BY r.row`, [
      sweep.nextRow,
      end,
      ...settled.values,
      ...values,
    ]);
    const acted = await act(workspace, tx, states.names, [{ automation, rows: rows as number[] }]);
    await setSweepDone(tx, sweep, end);
    if (end >= sweep.ordinals) await noteSweep(workspace, tx, sweep);
    return { looked: ordinalRange(sweep.nextRow, end), acted };
  }
  return null;
}

function* ordinalRange(first: number, end: number): Iterable<number> {
  for (let row = first; row < end; row++) yield row;
}

async function noteSweep(workspace: Work, tx: Transaction, { automation, cause, ordinals }: Sweep): Promise<void> {
  const event = cause === "run" ? "ran-on-past" : "rescored";
  const rows = int((await tx.one("SELECT count(*) AS n FROM rows WHERE row < ?", [ordinals]))?.n);
  const detail = "Every row there was has been looked at.";
  await addToLog(tx, [{ automation, event, at: workspace.clock(), rows, detail }]);
}
