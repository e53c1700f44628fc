import type { Automation, AutomationEntry, Delivery } from "../automations.ts";
import type { RouteExamples } from "./example.ts";

const greenApples = {
  name: "green apples to label",
  filter: 'function("green apples") >= 0.8 and not label exists',
  problem: null,
  onRescore: true,
  action: { kind: "batch", project: "fruit", batch: "green", group: "day", dailyCap: 500 },
  state: "active",
  acted: 312,
  waiting: 0,
  held: 40,
  deliveries: { pending: 0, delivered: 0, dead: 0 },
  lastActed: "2026-03-02T08:00:00.000Z",
  created: "2026-03-01T10:05:00.000Z",
  updated: "2026-03-01T10:05:00.000Z",
} satisfies Automation;
const told = {
  ...greenApples,
  name: "tell the shop",
  action: {
    kind: "webhook",
    url: "https://shop.example/hooks/pomona",
    secretHint: "x7Qk",
    rowsPerCall: 1000,
    allowPrivate: false,
  },
  held: 0,
  deliveries: { pending: 1, delivered: 3, dead: 1 },
} satisfies Automation;
const dead = {
  id: "6c2f1f2e-6f1c-4b0e-9a53-8f0b5f7a1d11",
  automation: told.name,
  url: told.action.url,
  state: "dead",
  rows: 12,
  attempts: 8,
  status: 503,
  error: "The receiver answered 503.",
  nextAttempt: null,
  created: "2026-03-02T08:00:00.000Z",
  ended: "2026-03-02T09:31:00.000Z",
} satisfies Delivery;
const entry = {
  id: 812,
  automation: greenApples.name,
  at: "2026-03-02T08:00:00.000Z",
  event: "acted",
  rows: 2,
  keys: ["photos/granny smith/017.jpg", "photos/granny smith/018.jpg"],
  detail: 'Batch "green 2026-03-02" of the project "fruit".',
  delivery: null,
} satisfies AutomationEntry;

export const automationExamples = {
  listAutomations: { response: [greenApples, told] },
  createAutomation: {
    body: {
      name: told.name,
      filter: told.filter,
      action: { kind: "webhook", url: told.action.url },
    },
    response: {
      ...told,
      acted: 0,
      deliveries: { pending: 0, delivered: 0, dead: 0 },
      lastActed: null,
      secret: "hB1m0p2yQm3J5yC8r4l9sV6tW7uX8zA0bC1dE2fx7Qk",
    },
  },
  dryRunAutomation: {
    body: { filter: greenApples.filter, examples: 2 },
    response: {
      matched: 312,
      acted: 0,
      held: 0,
      inProject: 0,
      wouldAct: 312,
      today: 312,
      rows: 40_000,
      examples: ["photos/granny smith/018.jpg", "photos/granny smith/017.jpg"],
    },
  },
  getAutomation: { address: { name: greenApples.name }, response: greenApples },
  editAutomation: {
    address: { name: greenApples.name },
    body: { isPaused: false, skipWaiting: true },
    response: { ...greenApples, updated: "2026-03-02T08:05:00.000Z", secret: null },
  },
  deleteAutomation: { address: { name: greenApples.name }, response: { deleted: true } },
  runAutomation: {
    address: { name: greenApples.name },
    body: { expect: 312 },
    response: { job: "2f0c8a6e-0d9b-4f53-9f39-3d6f5d6e7a10" },
  },
  automationLog: { address: { name: greenApples.name }, response: { entries: [entry], next: null } },
  listDeliveries: { response: { deliveries: [dead], next: null } },
  retryDelivery: {
    address: { id: dead.id },
    response: { ...dead, state: "pending", attempts: 0, nextAttempt: "2026-03-02T10:00:00.000Z", ended: null },
  },
  clearReviewList: {
    address: { name: "green apples without a label" },
    body: { selection: { include: ["photos/granny smith/017.jpg"] } },
    response: { removed: 1 },
  },
} satisfies Partial<RouteExamples>;
