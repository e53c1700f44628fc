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
  met: readonly { automation: ReadyAutomation; rows: readonly number[] }[],
): Promise<number> {
  const rows = await readRows(tx, [...new Set(met.flatMap(({ rows }) => rows))]);
  if (rows.size === 0) return 0;
  const known = await knownActs(
    tx,
    [...rows.values()].map(({ key }) => key),
  );
  const context: ActContext = { tx, names, now: workspace.clock(), tags: new Map() };
  let acted = 0;
  for (const { automation, rows: ordinals } of met) {
    const before = known.get(automation.id);
    const fresh = ordinals.flatMap((row) => {
      const found = rows.get(row);
      return found && !before?.has(found.key) ? [found] : [];
    });
    if (fresh.length === 0) continue;
    for (const done of await perform(context, automation, fresh)) {
      await note(context, automation, done);
      acted += done.rows.length;
    }
  }
  await addTags(tx, context.tags);
  return acted;
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

async function note({ tx, now }: ActContext, { id }: ReadyAutomation, { rows, detail, delivery }: Done): Promise<void> {
  const keys = rows.map(({ key }) => key);
  const entry = await addToLog(tx, {
    automation: id,
    event: "acted",
    at: now,
    keys,
    detail: detail ?? null,
    delivery: delivery ?? null,
  });
  await addActs(tx, { automation: id, entry, rows: rows.map(({ row }) => row), keys });
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
