import { INTEGER, UINTEGER } from "@duckdb/node-api";
import { addToLog } from "../../store/automation-log-table.ts";
import { addToQueue } from "../../store/automation-queue-table.ts";
import type { StoredAction } from "../../store/automation-table.ts";
import type { Transaction } from "../../store/database.ts";
import { requireProject } from "../../store/filter-names.ts";
import { IN_ORDINALS, ordinalList } from "../../store/row-table.ts";
import { nextId } from "../../store/space-table.ts";
import { int, timestamp } from "../../store/sql-values.ts";
import type { ActContext, ActedRow, Done } from "./act.ts";
import { dayOf, roomToday } from "./day-cap.ts";
import type { ReadyAutomation } from "./ready-automations.ts";

type BatchAction = Extract<StoredAction, { kind: "batch" }>;
const DEFAULT_PRIORITY = 3;

/**
 * Sends rows to a project, in one batch for all or one for each day. Rows that the project has are left out and told; those
 * over the daily cap are held back, oldest first to go.
 */
export async function addToBatch(
  context: ActContext,
  { automation, action }: { automation: ReadyAutomation; action: BatchAction },
  rows: ActedRow[],
): Promise<Done[]> {
  const { tx, names, now } = context;
  const project = requireProject(names, action.project);
  const ordinals = ordinalList(rows.map(({ row }) => row));
  const there = await rowSet(tx, `batch_rows WHERE project = ? AND row ${IN_ORDINALS}`, [project, ordinals]);
  const heldBack =
    action.dailyCap === null
      ? new Set()
      : await rowSet(tx, `automation_queue WHERE held AND automation = ? AND row ${IN_ORDINALS}`, [
          automation.id,
          ordinals,
        ]);
  const free = rows.filter(({ row }) => !there.has(row) && !heldBack.has(row));
  const room = await roomToday(tx, automation, now);
  const sent = free.slice(0, room);
  const over = free.slice(room);
  if (over.length > 0) {
    await addToQueue(tx, { automations: [automation.id], rows: over.map(({ row }) => row), held: true });
    await addToLog(tx, [
      {
        automation: automation.id,
        event: "held",
        at: now,
        keys: over.map(({ key }) => key),
        detail: `Over the daily cap of ${action.dailyCap}; they go the next day.`,
      },
    ]);
  }
  const batch = action.group === "day" ? `${action.batch} ${dayOf(now)}` : action.batch;
  if (sent.length > 0) await appendToBatch(tx, { project, batch, now }, sent);
  if (sent.length === 0 && there.size === 0) return [];
  const left = there.size === 0 ? "" : ` ${there.size} of the rows were in the project already, and were left out.`;
  return [{ rows: sent, detail: `Batch "${batch}" of the project "${action.project}".${left}` }];
}

async function rowSet(tx: Transaction, from: string, values: Parameters<Transaction["columns"]>[1]) {
  const [rows = []] = await tx.columns(`SELECT row FROM ${from}`, values);
  return new Set(rows as number[]);
}

/** Adds rows at the end of a batch, which is made where it does not exist. */
async function appendToBatch(
  tx: Transaction,
  { project, batch, now }: { project: number; batch: string; now: Date },
  rows: readonly ActedRow[],
): Promise<void> {
  const known = await tx.one(
    `SELECT b.id, (SELECT coalesce(max(position) + 1, 0) FROM batch_rows r WHERE r.batch = b.id) AS next FROM batches b
     WHERE b.project = ? AND b.name = ?`,
    [project, batch],
  );
  const id = known ? int(known.id) : await nextId(tx);
  if (!known)
    await tx.run("INSERT INTO batches VALUES (?, ?, ?, ?, 'ranked', NULL, ?)", [
      id,
      project,
      batch,
      DEFAULT_PRIORITY,
      timestamp(now),
    ]);
  const first = known ? int(known.next) : 0;
  await tx.append("batch_rows", [
    { type: INTEGER, values: new Int32Array(rows.length).fill(id) },
    { type: INTEGER, values: new Int32Array(rows.length).fill(project) },
    { type: UINTEGER, values: rows.map(({ row }) => row) },
    { type: INTEGER, values: rows.map((_, place) => first + place) },
  ]);
}
