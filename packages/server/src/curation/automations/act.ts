import { addActs, addToLog, knownActs } from "../../store/automation-log-table.ts";
import type { Transaction } from "../../store/database.ts";
import type { FilterNames } from "../../store/filter-names.ts";
import { requireSlice } from "../../store/filter-names.ts";
import { addToReviewList } from "../../store/review-table.ts";
import { IN_ORDINALS, ordinalList } from "../../store/row-table.ts";
import type { Workspace } from "../workspace.ts";
import { addTags } from "./add-tags.ts";
import { addToBatch } from "./add-to-batch.ts";
import type { ReadyAutomation } from "./ready-automations.ts";
import type { Met } from "./rows-meeting.ts";
import { writeDeliveries } from "./write-deliveries.ts";

/** A row that is acted on. */
export interface ActedRow {
  row: number;
  key: string;
  dataset: string;
}

/** Rows that were acted on together, as one entry of the log tells. */
export interface Done {
  rows: readonly ActedRow[];
  detail?: string;
  delivery?: string;
}

/** What an action is given. */
export interface ActContext {
  tx: Transaction;
  names: FilterNames;
  now: Date;
  /** Tags that rows are to get, written at the end: many automations may tag the same rows. */
  tags: Map<number, Set<string>>;
}

/**
 * Acts on rows that meet the filters of automations, but for keys that were acted on before. Gives how many were acted on,
 * each counted for each automation. Rows are in ascending order.
 */
export async function act(
  workspace: Pick<Workspace, "clock">,
  tx: Transaction,
  names: FilterNames,
  met: readonly Met[],
): Promise<number> {
  const rows = await readRows(tx, [...new Set(met.flatMap(({ rows }) => rows))]);
  if (rows.size === 0) return 0;
  const known = await knownActs(
    tx,
    [...rows.values()].map(({ key }) => key),
  );
  const context: ActContext = { tx, names, now: workspace.clock(), tags: new Map() };
  const done: { automation: number; done: Done }[] = [];
  for (const { automation, rows: ordinals } of met) {
    const before = known.get(automation.id);
    const fresh = ordinals.flatMap((row) => {
      const found = rows.get(row);
      return found && !before?.has(found.key) ? [found] : [];
    });
    if (fresh.length === 0) continue;
    for (const one of await perform(context, automation, fresh)) done.push({ automation: automation.id, done: one });
  }
  await addTags(tx, context.tags);
  return note(context, done);
}

async function perform(context: ActContext, automation: ReadyAutomation, rows: ActedRow[]): Promise<Done[]> {
  const { action } = automation;
  switch (action.kind) {
    case "tag":
      for (const { row } of rows) context.tags.set(row, (context.tags.get(row) ?? new Set()).add(action.tag));
      return [{ rows }];
    case "review": {
      const slice = requireSlice(context.names, action.slice);
      const { tx, now } = context;
      await addToReviewList(tx, { slice, rows: rows.map(({ row }) => row), automation: automation.id, now });
      return [{ rows }];
    }
    case "batch":
      return addToBatch(context, { automation, action }, rows);
    case "webhook":
      return writeDeliveries(context, { automation, action }, rows);
  }
}

/** Notes in the log what was done, and of each row that it was acted on; gives how many. */
async function note({ tx, now }: ActContext, done: readonly { automation: number; done: Done }[]): Promise<number> {
  const ids = await addToLog(
    tx,
    done.map(({ automation, done: { rows, detail = null, delivery = null } }) => ({
      automation,
      event: "acted",
      at: now,
      keys: rows.map(({ key }) => key),
      detail,
      delivery,
    })),
  );
  const acts = done.flatMap(({ automation, done: { rows } }, place) =>
    rows.map(({ key, row }) => ({ automation, key, row, entry: ids[place] as number })),
  );
  await addActs(tx, acts);
  return acts.length;
}

async function readRows(tx: Transaction, rows: readonly number[]): Promise<Map<number, ActedRow>> {
  if (rows.length === 0) return new Map();
  const [ordinals = [], keys = [], datasets = []] = await tx.columns(
    `SELECT row, key, dataset FROM rows WHERE row BETWEEN ? AND ? AND row ${IN_ORDINALS}`,
    [rows.reduce((a, b) => Math.min(a, b)), rows.reduce((a, b) => Math.max(a, b)), ordinalList(rows)],
  );
  return new Map(
    (ordinals as number[]).map((row, i) => [row, { row, key: keys[i] as string, dataset: datasets[i] as string }]),
  );
}
