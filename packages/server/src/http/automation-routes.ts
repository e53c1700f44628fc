import { automationLog } from "../curation/automations/automation-log.ts";
import { createAutomation, deleteAutomation, editAutomation } from "../curation/automations/automations.ts";
import { listDeliveries, retryDelivery } from "../curation/automations/deliveries.ts";
import { getAutomation, listAutomations } from "../curation/automations/describe-automation.ts";
import { dryRun, runOnPast } from "../curation/automations/run-on-past.ts";
import { clearReviewList } from "../curation/review-list.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { Handlers } from "./handlers.ts";

/** Automations, the calls that they make, and review lists. `wakeDeliveries` has calls that are due made now. */
export const automationRoutes = (
  workspace: Workspace,
  wakeDeliveries: () => void,
): Pick<
  Handlers,
  | "listAutomations"
  | "createAutomation"
  | "dryRunAutomation"
  | "getAutomation"
  | "editAutomation"
  | "deleteAutomation"
  | "runAutomation"
  | "automationLog"
  | "listDeliveries"
  | "retryDelivery"
  | "clearReviewList"
> => ({
  listAutomations: () => listAutomations(workspace),
  createAutomation: ({ body, isOwner }) => createAutomation(workspace, body, { isOwner }),
  dryRunAutomation: ({ body }) => dryRun(workspace, body),
  getAutomation: ({ params }) => getAutomation(workspace, params.name),
  editAutomation: async ({ params, body, isOwner }) => {
    const edited = await editAutomation(workspace, params.name, body, { isOwner });
    wakeDeliveries();
    return edited;
  },
  deleteAutomation: async ({ params }) => {
    await deleteAutomation(workspace, params.name);
    return { deleted: true };
  },
  runAutomation: ({ params, body }) => runOnPast(workspace, params.name, body),
  automationLog: ({ params, query }) => automationLog(workspace, params.name, query),
  listDeliveries: ({ query }) => listDeliveries(workspace, query),
  retryDelivery: async ({ params }) => {
    const delivery = await retryDelivery(workspace, params.id);
    wakeDeliveries();
    return delivery;
  },
  clearReviewList: ({ params, body }) => clearReviewList(workspace, params.name, body.selection),
});
