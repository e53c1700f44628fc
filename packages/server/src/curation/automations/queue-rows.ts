import { isProblem } from "@pomona/contract/problems";
import { addToQueue, insertSweep } from "../../store/automation-queue-table.ts";
import { type AutomationRecord, listAutomationRecords } from "../../store/automation-table.ts";
import type { Transaction } from "../../store/database.ts";
import { IN_ORDINALS, nextOrdinal, ordinalList } from "../../store/row-table.ts";
import { nextId } from "../../store/space-table.ts";
import { type FilterNeeds, needsOf, readAutomationFilter, readWiring } from "./filter-needs.ts";

/** Lets every automation look at rows that arrive, in the transaction that commits them. */
export async function queueArrivals(tx: Transaction, rows: ArrayLike<number>): Promise<void> {
  if (rows.length === 0) return;
  const automations = (await listAutomationRecords(tx)).map(({ id }) => id);
  await addToQueue(tx, { automations, rows });
}

/**
 * Lets automations whose filter depends on some spaces look at rows that gain vectors there, and scores with them. To be
 * called before what the rows had there is replaced: where they had a vector, it is for automations that act on rescoring.
 */
export async function queueScored(tx: Transaction, spaces: readonly number[], rows: ArrayLike<number>): Promise<void> {
  if (rows.length === 0) return;
  const concerned = (await automationsWithNeeds(tx)).filter(({ needs }) => spaces.some((id) => needs.spaces.has(id)));
  if (concerned.length === 0) return;
  const ids = (onRescore: boolean) =>
    concerned.filter(({ record }) => record.onRescore === onRescore).map(({ record }) => record.id);
  await addToQueue(tx, { automations: ids(true), rows });
  const onArrival = ids(false);
  if (onArrival.length === 0) return;
  const [scored = []] = await tx.columns(
    `SELECT DISTINCT row FROM embeddings WHERE state = 'ready' AND space IN (SELECT unnest(?::INTEGER[])) AND row ${IN_ORDINALS}`,
    [ordinalList(spaces), ordinalList(rows)],
  );
  const before = new Set(scored as number[]);
  await addToQueue(tx, { automations: onArrival, rows: Array.from(rows).filter((row) => !before.has(row)) });
}

/** Lets automations whose filter depends on a function look at all rows: a new version of it has taken over. */
export async function queueRescored(tx: Transaction, functionId: number): Promise<void> {
  const concerned = (await automationsWithNeeds(tx)).filter(
    ({ record, needs }) => record.onRescore && needs.functionIds.has(functionId),
  );
  for (const { record } of concerned)
    await insertSweep(tx, {
      id: await nextId(tx),
      automation: record.id,
      cause: "rescored",
      ordinals: await nextOrdinal(tx),
      nextRow: 0,
    });
}

/** Automations with what their filters need; without those whose filter cannot be read: their rows wait anyway. */
async function automationsWithNeeds(tx: Transaction): Promise<{ record: AutomationRecord; needs: FilterNeeds }[]> {
  const records = await listAutomationRecords(tx);
  if (records.length === 0) return [];
  const wiring = await readWiring(tx);
  return records.flatMap((record) => {
    try {
      return [{ record, needs: needsOf(readAutomationFilter(record.filter).filter, wiring) }];
    } catch (error) {
      if (isProblem(error)) return [];
      throw error;
    }
  });
}
