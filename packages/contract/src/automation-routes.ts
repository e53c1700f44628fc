import { z } from "zod";
import {
  automation,
  automationEntry,
  createAutomationRequest,
  createdAutomation,
  delivery,
  dryRunRequest,
  dryRunResponse,
  editAutomationRequest,
} from "./automations.ts";
import { automationName } from "./names.ts";
import { defineRoutes } from "./route.ts";
import { selection } from "./selection.ts";

const page = {
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
};

/** What is done by itself when rows arrive: automations, their log, calls of webhooks, and review lists of slices. */
export const automationRoutes = defineRoutes({
  listAutomations: {
    method: "GET",
    path: "/automations",
    tag: "automations",
    summary: "List automations",
    response: z.array(automation),
  },
  createAutomation: {
    method: "POST",
    path: "/automations",
    tag: "automations",
    summary: "Act on each row that arrives and meets a filter",
    status: 201,
    body: createAutomationRequest,
    response: createdAutomation,
  },
  dryRunAutomation: {
    method: "POST",
    path: "/automations/dry-run",
    tag: "automations",
    summary: "How many of the rows there are would be acted on; nothing is done",
    body: dryRunRequest,
    response: dryRunResponse,
  },
  getAutomation: {
    method: "GET",
    path: "/automations/:name",
    tag: "automations",
    summary: "One automation",
    response: automation,
  },
  editAutomation: {
    method: "PATCH",
    path: "/automations/:name",
    tag: "automations",
    summary: "Rename, change, pause or let go on",
    body: editAutomationRequest,
    response: createdAutomation,
  },
  deleteAutomation: {
    method: "DELETE",
    path: "/automations/:name",
    tag: "automations",
    summary: "Delete an automation with its log and its calls that are not delivered; what it did stays",
    response: z.object({ deleted: z.literal(true) }),
  },
  runAutomation: {
    method: "POST",
    path: "/automations/:name/run",
    tag: "automations",
    summary: "Act on the rows there are, too",
    status: 202,
    body: z.strictObject({
      expect: z
        .number()
        .int()
        .optional()
        .describe("Rows that it would act on by a dry run, matched less acted: refused when they are others now"),
    }),
    response: z.object({ job: z.string().describe("Id of the job that does it") }),
  },
  automationLog: {
    method: "GET",
    path: "/automations/:name/log",
    tag: "automations",
    summary: "What an automation did, newest first",
    query: z.object(page),
    response: z.object({ entries: z.array(automationEntry), next: z.number().nullable() }),
  },
  listDeliveries: {
    method: "GET",
    path: "/deliveries",
    tag: "automations",
    summary: "Calls of webhooks, newest first",
    query: z.object({
      automation: automationName.optional(),
      state: z.enum(["pending", "delivered", "dead"]).optional(),
      ...page,
    }),
    response: z.object({ deliveries: z.array(delivery), next: z.number().nullable() }),
  },
  retryDelivery: {
    method: "POST",
    path: "/deliveries/:id/retry",
    tag: "automations",
    summary: "Try a call of a webhook again, now",
    response: delivery,
  },
  clearReviewList: {
    method: "POST",
    path: "/slices/:name/reviewed",
    tag: "slices",
    summary: "Take rows off the review list of a slice",
    body: z.strictObject({ selection: selection.optional().describe("Default: all of the list") }),
    response: z.object({ removed: z.number() }),
  },
});
