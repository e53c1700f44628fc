import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Automation } from "@pomona/contract/automations";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allRows, idle } from "../harness/catalog.ts";
import { CrashingCatalog } from "../harness/crashing-catalog.ts";
import { WebhookReceiver } from "../harness/webhook-receiver.ts";

const SEED = 20261127;
const ROUNDS = 20;
const LONGEST_LIFE_MS = 2000;
/** Longest wait for a moment that a round is killed at. */
const LONGEST_WAIT_MS = 20_000;
const ROWS_PER_ROUND = 60;
const SECRET = "a secret of the test";
const WORDS = "card payment lost refund transfer account balance limit cash machine fee exchange rate identity".split(
  " ",
);
/** One row in three. */
const isApple = (i: number): boolean => i % 3 === 0;
const WHEN = 'function("texts") exists and label = "apple"';

let catalog: CrashingCatalog;
let receiver: WebhookReceiver;

const sentence = (random: () => number) =>
  Array.from({ length: 8 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");

/** Rows of a round; `changed` has the same keys and labels, and other texts in half of them. */
async function writeSources({ folder, random }: CrashingCatalog): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const rows = Array.from({ length: ROWS_PER_ROUND }, (_, i) => ({
      key: `t${i}`,
      text: sentence(random),
      label: isApple(i) ? "apple" : "pear",
    }));
    const changed = rows.map((row, i) => (i % 2 ? row : { ...row, text: `${row.text} ${sentence(random)}` }));
    for (const [name, lines] of Object.entries({ rows, changed }))
      await writeFile(
        join(folder, `${name}-${round}.ndjson`),
        `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`,
      );
  }
}

beforeAll(async () => {
  catalog = await CrashingCatalog.open("automation-crash", SEED, writeSources);
  receiver = await WebhookReceiver.open(SECRET, catalog.random);
  const { client } = catalog;
  await client.putRows({
    dataset: "before",
    rows: Array.from({ length: 6 }, (_, i) => ({
      key: `before/${i}`,
      text: sentence(catalog.random),
      labels: ["apple"],
    })),
  });
  await idle(client);
  await client.createFunction({ name: "texts", anchors: [{ key: "before/0" }] });
  await client.createSlice({ name: "list", filter: "" });
  await idle(client);
  const make = (name: string, filter: string, action: Parameters<typeof client.createAutomation>[0]["action"]) =>
    client.createAutomation({ name, filter, action });
  await make("tag", 'label = "apple"', { kind: "tag", tag: "seen" });
  await make("review", WHEN, { kind: "review", slice: "list" });
  await make("batch", WHEN, { kind: "batch", project: "fruit", batch: "new", group: "all" });
  await make("tell", WHEN, {
    kind: "webhook",
    url: receiver.url,
    secret: SECRET,
    rowsPerCall: 7,
    allowPrivate: true,
  });
});
afterAll(async () => {
  await catalog?.close();
  await receiver?.close();
});

it(`acts on each row once through ${ROUNDS} kills during import, scoring, acting and calling, and when rows come again`, {
  timeout: 600_000,
}, async () => {
  receiver.failing = 0.2;
  const died: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round++) {
    const doing = await workUntilKilled(round);
    died[doing] = (died[doing] ?? 0) + 1;
    await catalog.restart();
  }
  console.log(`killed while ${JSON.stringify(died)}; ${receiver.calls} calls, ${receiver.taken.size} deliveries`);
  receiver.failing = 0;
  // Rows that were there before are scored anew, and so acted on where the filter asks for the function.
  await catalog.client.rescoreFunction({ name: "texts" });
  await everythingEnds();
  await actedOnceEach();
  // Once more, all of it: as it was and changed.
  for (let round = 0; round < ROUNDS; round++) for (const name of ["rows", "changed"]) await importRound(name, round);
  await everythingEnds();
  await actedOnceEach();
});

const importRound = (name: string, round: number) =>
  catalog.client.startImport({
    path: join(catalog.folder, `${name}-${round}.ndjson`),
    dataset: `round-${round}`,
    mapping: { key: "key", text: "text", labels: ["label"] },
  });

/**
 * Imports this round's rows, and rows of earlier ones again, kills the server at a random moment, as soon as something was
 * acted on, or amid calls, in turn; and tells what it was doing.
 */
async function workUntilKilled(round: number): Promise<string> {
  const { client, random } = catalog;
  const earlier = Math.floor(random() * round);
  const work = async (): Promise<void> => {
    await importRound("rows", round);
    if (round % 2) await importRound(round % 4 === 1 ? "changed" : "rows", earlier);
    if (round % 5 === 4) await client.rescoreFunction({ name: "texts" });
  };
  const before = await actedSum();
  const { calls } = receiver;
  const { jobs, pending } = await catalog.killDuring(
    () => [work()],
    async () => {
      if (round % 3 === 1) await until(async () => (await actedSum()) > before);
      else if (round % 3 === 2) await until(async () => receiver.calls > calls);
      else await catalog.moment(LONGEST_LIFE_MS);
      const [jobs, { deliveries }] = await Promise.all([
        client.listJobs().catch(() => []),
        client.listDeliveries({ state: "pending" }).catch(() => ({ deliveries: [] })),
      ]);
      return { jobs, pending: deliveries.length };
    },
  );
  const runs = (kind: string) =>
    jobs.some((job) => job.kind === kind && (job.state === "running" || job.state === "queued"));
  // The rarest first, as several may run at once.
  for (const kind of ["automate", "score"]) if (runs(kind)) return kind;
  if (pending > 0) return "deliver";
  return ["embed", "import"].find(runs) ?? "idle";
}

const actedSum = async (): Promise<number> =>
  (await catalog.client.listAutomations()).reduce((sum, { acted }) => sum + acted, 0);

/** Looks every few milliseconds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LONGEST_WAIT_MS;
  while (Date.now() < end && !(await isSo().catch(() => false))) await pause(5);
}

/** Jobs end, and every call is delivered; those that wait for their next try are made at once. */
async function everythingEnds(): Promise<void> {
  const { client } = catalog;
  await idle(client);
  for (let tries = 0; tries < 600; tries++) {
    const { deliveries } = await client.listDeliveries({ state: "pending", limit: 1000 });
    if (deliveries.length === 0) return;
    for (const { id, nextAttempt } of deliveries)
      if (nextAttempt !== null && Date.parse(nextAttempt) > Date.now())
        await client.retryDelivery({ id }).catch(() => 0);
    await pause(100);
  }
  throw new Error("Calls are still pending.");
}

/** Keys of labelled rows, in order. */
const apples = async (filter: string): Promise<string[]> =>
  (await allRows(catalog.client, { filter: `label = "apple" ${filter}` })).map(({ key }) => key).sort();

async function actedOnceEach(): Promise<void> {
  const { client } = catalog;
  const arrived = await apples('and not dataset = "before"');
  const expected = await apples("");
  expect(arrived.length).toBeGreaterThan(100);
  expect(expected.length).toBe(arrived.length + 6);
  const rows = await allRows(client);
  const seen = rows.filter(({ tags }) => tags.length > 0);
  expect(seen.map(({ key }) => key).sort(), "tagged rows").toEqual(arrived);
  expect(seen.filter(({ tags }) => tags.length !== 1 || tags[0] !== "seen")).toEqual([]);

  const listed = await allRows(client, { filter: 'review("list")' });
  expect(listed.map(({ key }) => key).sort(), "rows to review").toEqual(expected);

  const batches = await client.listBatches({ project: "fruit" });
  expect(batches.map(({ name, rows: count }) => [name, count])).toEqual([["new", expected.length]]);
  const sent = await allRows(client, { filter: 'project("fruit")' });
  expect(sent.map(({ key }) => key).sort(), "rows sent to label").toEqual(expected);

  expect(receiver.faults).toEqual([]);
  const told = [...receiver.taken.values()].flatMap(({ keys }) => keys).sort();
  expect(told, "rows told, each in one delivery").toEqual(expected);
  for (const automation of await client.listAutomations())
    await logAgrees(automation, (automation.name === "tag" ? arrived : expected).length);
}

async function logAgrees(automation: Automation, count: number): Promise<void> {
  const { name, acted, waiting, held, problem, deliveries } = automation;
  expect({ name, acted, waiting, held, problem }).toEqual({ name, acted: count, waiting: 0, held: 0, problem: null });
  const { entries } = await catalog.client.automationLog({ name, limit: 1000 });
  const sum = entries.filter(({ event }) => event === "acted").reduce((rows, entry) => rows + entry.rows, 0);
  expect(sum, `rows in the log of ${name}`).toBe(count);
  if (automation.action.kind !== "webhook") return;
  expect(deliveries).toEqual({ pending: 0, delivered: receiver.taken.size, dead: 0 });
  const ids = entries.flatMap(({ delivery }) => delivery ?? []).sort();
  expect(ids, "deliveries in the log").toEqual([...receiver.taken.keys()].sort());
}
