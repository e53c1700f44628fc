import { z } from "zod";
import { filterInput } from "./filter.ts";
import { automationName, batchName, projectName, rowKey, sliceName } from "./names.ts";

const tagAction = z.strictObject({ kind: z.literal("tag"), tag: z.string().min(1).max(500) });
const reviewAction = z.strictObject({
  kind: z.literal("review"),
  slice: sliceName.describe("On its review list"),
});
const batchAction = z.strictObject({
  kind: z.literal("batch"),
  project: projectName.describe("Made where it does not exist"),
  batch: batchName.describe("Name; of groups by day it begins so, and the date follows"),
  group: z.enum(["day", "all"]).default("day").describe("A batch for each day (UTC), or one for all"),
  dailyCap: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe("Rows a day; what is over waits for the next"),
});
const webhookAction = z.strictObject({
  kind: z.literal("webhook"),
  url: z.url({ protocol: /^https?$/, error: "Expected an http or https address" }).max(2000),
  secret: z.string().min(8).max(500).optional().describe("Signs each call; made where none is given, and told once"),
  rowsPerCall: z.number().int().min(1).max(10_000).default(1000),
  allowPrivate: z
    .boolean()
    .default(false)
    .describe("Whether the address may be of a private network; the owner alone can allow it"),
});
/** Settings that a change of an action may leave out. */
const editedBatchAction = batchAction.extend({
  group: batchAction.shape.group.unwrap().optional().describe("Default: as it is, where it sends to batches already"),
  dailyCap: batchAction.shape.dailyCap
    .unwrap()
    .optional()
    .describe("Default: as it is, where it sends to batches already; null: none"),
});
const editedWebhookAction = webhookAction.extend({
  rowsPerCall: webhookAction.shape.rowsPerCall
    .unwrap()
    .optional()
    .describe("Default: as it is, where it calls a webhook already"),
});

/** What is done with the rows. */
export const automationAction = z.discriminatedUnion("kind", [tagAction, reviewAction, batchAction, webhookAction]);
export type AutomationAction = z.output<typeof automationAction>;
const editedAction = z.discriminatedUnion("kind", [tagAction, reviewAction, editedBatchAction, editedWebhookAction]);
/** What another action leaves out stays as it is where it is of the kind of before. */
export type EditedAction = z.output<typeof editedAction>;

const conditions = {
  filter: filterInput.describe("Rows it acts on; functions, maps and all other conditions"),
  onRescore: z
    .boolean()
    .default(true)
    .describe("Also when a new version of a function in the filter has scored the rows there are"),
};

export const createAutomationRequest = z.strictObject({
  name: automationName,
  ...conditions,
  action: automationAction,
  isPaused: z.boolean().default(false),
});
export type CreateAutomationRequest = z.input<typeof createAutomationRequest>;
export const editAutomationRequest = z.strictObject({
  name: automationName.optional(),
  filter: filterInput.optional(),
  onRescore: z.boolean().optional(),
  action: editedAction.optional(),
  isPaused: z.boolean().optional(),
  skipWaiting: z.boolean().default(false).describe("When it goes on: leave out the rows that came while it was paused"),
});
export type EditAutomationRequest = z.input<typeof editAutomationRequest>;

/** When a row arrives or is rescored, and meets the filter: then the action, once for each row key, for ever. */
export const automation = z
  .object({
    name: automationName,
    filter: z.string().describe("In the text form"),
    problem: z
      .string()
      .nullable()
      .describe("Why it cannot act: what its filter names is gone, for example. Rows wait meanwhile"),
    onRescore: z.boolean(),
    action: z.discriminatedUnion("kind", [
      tagAction,
      reviewAction,
      batchAction,
      webhookAction.omit({ secret: true }).extend({ secretHint: z.string().describe("The last four characters") }),
    ]),
    state: z.enum(["active", "paused"]),
    acted: z.number().describe("Rows it has acted on"),
    waiting: z.number().describe("Rows it has not looked at yet: it is paused, or they have no score yet"),
    held: z.number().describe("Rows over the daily cap that wait for the next day"),
    deliveries: z.object({ pending: z.number(), delivered: z.number(), dead: z.number() }),
    lastActed: z.string().nullable(),
    created: z.string(),
    updated: z.string(),
  })
  .meta({ id: "Automation" });
export type Automation = z.infer<typeof automation>;
export const createdAutomation = automation.extend({
  secret: z.string().nullable().describe("Of a webhook, told this once"),
});

export const dryRunRequest = z.strictObject({
  filter: filterInput,
  automation: automationName
    .optional()
    .describe("Tells the rows that it has acted on, and gives none of them as examples"),
  examples: z.number().int().min(0).max(100).default(12),
});
export const dryRunResponse = z.object({
  matched: z.number().describe("Rows that meet the filter now"),
  acted: z.number().describe("Of these, rows that the automation has acted on already"),
  held: z.number().describe("Of these, rows over its daily cap that go another day by themselves"),
  inProject: z.number().describe("Of these, others that the project it sends rows to has already; they are left out"),
  wouldAct: z.number().describe("The rest of these: rows that it would act on"),
  today: z.number().describe("Of these, rows that its daily cap lets go today; the others would be held"),
  rows: z.number().describe("Rows there are"),
  examples: z.array(rowKey).describe("Newest first"),
});
export type DryRun = z.infer<typeof dryRunResponse>;

/** One thing that an automation did, newest first in lists. */
export const automationEntry = z.object({
  id: z.number(),
  automation: automationName,
  at: z.string(),
  event: z.enum([
    "created",
    "edited",
    "acted",
    "held",
    "paused",
    "resumed",
    "problem",
    "mended",
    "rescored",
    "ran-on-past",
    "cancelled",
  ]),
  rows: z.number().describe("Of `acted`: rows acted on, each in one entry. Of `held`: rows over the daily cap"),
  keys: z.array(rowKey).describe("The first twenty"),
  detail: z.string().nullable(),
  delivery: z.string().nullable().describe("Id of the call of a webhook"),
});
export type AutomationEntry = z.infer<typeof automationEntry>;

export const delivery = z
  .object({
    id: z.string().describe("The same for each try: a receiver that remembers it acts once"),
    automation: automationName,
    url: z.string(),
    state: z.enum(["pending", "delivered", "dead"]),
    rows: z.number(),
    attempts: z.number(),
    status: z.number().nullable().describe("HTTP status of the last answer"),
    error: z.string().nullable(),
    nextAttempt: z.string().nullable(),
    created: z.string(),
    ended: z.string().nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof delivery>;
