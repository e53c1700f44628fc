import { randomUUID } from "node:crypto";
import { giveTurn } from "../../config/give-turn.ts";
import type { StoredAction } from "../../store/automation-table.ts";
import { insertDelivery } from "../../store/delivery-table.ts";
import { IN_ORDINALS, ordinalList } from "../../store/row-table.ts";
import { int } from "../../store/sql-values.ts";
import type { ActContext, ActedRow, Done } from "./act.ts";
import type { ReadyAutomation } from "./ready-automations.ts";

type WebhookAction = Extract<StoredAction, { kind: "webhook" }>;
/** Scores of a row by function, with the version that gave them. */
type Scores = Record<string, { score: number; version: number }>;

/** Writes the calls that tell a webhook of rows: they are made once the transaction is committed, by `DeliveryLoop`. */
export async function writeDeliveries(
  context: ActContext,
  { automation, action }: { automation: ReadyAutomation; action: WebhookAction },
  rows: ActedRow[],
): Promise<Done[]> {
  const { tx, now } = context;
  const scores = await readScores(context, automation.needs.functions, rows);
  const done: Done[] = [];
  for (let start = 0; start < rows.length; start += action.rowsPerCall) {
    const told = rows.slice(start, start + action.rowsPerCall);
    const id = randomUUID();
    const body = JSON.stringify({
      delivery: id,
      automation: automation.name,
      rows: told.map(({ row, key, dataset }) => ({ key, row, dataset, scores: scores.get(row) ?? {} })),
    });
    await insertDelivery(tx, { id, automation: automation.id, url: action.url, body, rows: told.length, now });
    done.push({ rows: told, delivery: id });
    await giveTurn();
  }
  return done;
}

async function readScores(
  { tx, names }: ActContext,
  functions: readonly string[],
  rows: readonly ActedRow[],
): Promise<Map<number, Scores>> {
  const scores = new Map<number, Scores>(rows.map(({ row }) => [row, {}]));
  for (const name of functions) {
    const served = names.functions.get(name);
    if (!served?.table) continue;
    const version = int(
      (await tx.one("SELECT served_version FROM functions WHERE id = ?", [served.id]))?.served_version,
    );
    const [ordinals = [], values = []] = await tx.columns(
      `SELECT row, score FROM ${served.table} WHERE row BETWEEN ? AND ? AND row ${IN_ORDINALS}`,
      [rows[0]?.row ?? 0, rows.at(-1)?.row ?? 0, ordinalList(rows.map(({ row }) => row))],
    );
    for (const [i, row] of (ordinals as number[]).entries()) {
      const of = scores.get(row);
      if (of) of[name] = { score: values[i] as number, version };
    }
  }
  return scores;
}
