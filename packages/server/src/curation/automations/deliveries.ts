import type { Delivery } from "@pomona/contract/automations";
import { Problem } from "@pomona/contract/problems";
import { automationByName } from "../../store/automation-table.ts";
import { deliveryById, listDeliveryRecords, makeDue } from "../../store/delivery-table.ts";
import type { Workspace } from "../workspace.ts";

/** Calls of webhooks, newest first. */
export async function listDeliveries(
  { database }: Pick<Workspace, "database">,
  asked: { automation?: string | undefined; state?: Delivery["state"] | undefined; after: number; limit: number },
): Promise<{ deliveries: Delivery[]; next: number | null }> {
  const automation =
    asked.automation === undefined ? undefined : (await automationByName(database, asked.automation)).id;
  const deliveries = await listDeliveryRecords(database, { ...asked, automation });
  return { deliveries, next: deliveries.length === asked.limit ? asked.after + deliveries.length : null };
}

/** Has a call that is dead, or waits, tried again at once and as often as a new one. Problem `in-use` for one that was delivered. */
export async function retryDelivery(
  { database, clock }: Pick<Workspace, "database" | "clock">,
  id: string,
): Promise<Delivery> {
  await database.write(async (tx) => {
    const { state } = await deliveryById(tx, id);
    if (state === "delivered")
      throw new Problem("in-use", { detail: `The delivery ${id} has arrived; it is not made twice.`, fields: { id } });
    await makeDue(tx, id, clock());
  });
  return deliveryById(database, id);
}
