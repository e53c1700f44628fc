import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "@pomona/contract/problems";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../config/clock.ts";
import type { JobHandlers } from "../curation/background-work.ts";
import { Database } from "../store/database.ts";
import { migrate } from "../store/schema.ts";
import { JobQueue } from "./queue.ts";

let directory: string;
let database: Database;
const log = pino({ level: "silent" });
const unused = (): Promise<never> => Promise.reject(new Error("not part of this test"));
const none: JobHandlers = {
  import: unused,
  embed: unused,
  derive: unused,
  score: unused,
  "lay-out-projection": unused,
  vectors: unused,
  evaluate: unused,
  propose: unused,
  automate: unused,
  edit: unused,
  compact: unused,
  check: unused,
  "delete-dataset": unused,
  reclaim: unused,
};
const newQueue = (): JobQueue => new JobQueue({ database, clock: systemClock, log });
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
const subjectless = (): null => null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-queue-"));
  database = await Database.open(join(directory, "catalog.duckdb"));
  await migrate(database);
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

test("runs a job and keeps what it returned", async () => {
  const queue = newQueue();
  await queue.start({ ...none, embed: async () => ({ done: 3, failed: 1 }) }, subjectless);
  const id = await queue.add("embed", { space: "cn3" }, { title: "Embed" });
  await queue.whenIdle();
  expect(await queue.get(id)).toMatchObject({ state: "done", result: { done: 3, failed: 1 }, unit: "rows" });
});

test("runs one job of a kind at a time", async () => {
  const queue = newQueue();
  let running = 0;
  let most = 0;
  await queue.start(
    {
      ...none,
      embed: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running--;
        return { done: 0, failed: 0 };
      },
    },
    subjectless,
  );
  for (const space of ["a", "b", "c"]) await queue.add("embed", { space }, { title: space, subject: space });
  await queue.whenIdle();
  expect(most).toBe(1);
});

test("runs a job again when it was asked for while it ran, and not twice when it still waited", async () => {
  const queue = newQueue();
  let runs = 0;
  let release = (): void => undefined;
  await queue.start(
    {
      ...none,
      embed: async () => {
        runs++;
        if (runs === 1) await new Promise<void>((resolve) => (release = resolve));
        return { done: 0, failed: 0 };
      },
    },
    subjectless,
  );
  const first = await queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await queue.add("embed", { space: "a" }, { title: "a", subject: "a" })).toBe(first);
  expect(await queue.add("embed", { space: "a" }, { title: "a", subject: "a" })).toBe(first);
  release();
  await queue.whenIdle();
  expect(runs).toBe(2);
});

test("cancels a running job and says so", async () => {
  const queue = newQueue();
  await queue.start(
    {
      ...none,
      embed: (_, { signal }) => untilAborted(signal),
    },
    subjectless,
  );
  const id = await queue.add("embed", { space: "a" }, { title: "a" });
  expect(await queue.cancel(id)).toMatchObject({ state: "cancelled", error: null });
});

test("keeps the message of a Problem that ended a job", async () => {
  const queue = newQueue();
  await queue.start(
    { ...none, embed: () => Promise.reject(new Problem("space-not-found", 'There is no space named "a".')) },
    subjectless,
  );
  const id = await queue.add("embed", { space: "a" }, { title: "a" });
  await queue.whenIdle();
  expect(await queue.get(id)).toMatchObject({
    state: "failed",
    error: 'There is no space named "a".',
    result: { code: "space-not-found", status: 404, detail: 'There is no space named "a".' },
  });
});

test("logs a failure that nobody foresaw as an error, and a refused input not", async () => {
  const lines: string[] = [];
  const warnings = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
  const queue = new JobQueue({ database, clock: systemClock, log: warnings });
  const refuse = () => Promise.reject(new Problem("source-unusable", "The file is empty."));
  const fail = () => Promise.reject(new TypeError("x is not a function"));
  await queue.start({ ...none, embed: refuse, derive: fail }, subjectless);
  await queue.add("embed", { space: "a" }, { title: "a" });
  await queue.whenIdle();
  expect(lines).toEqual([]);
  await queue.add("derive", { space: "a" }, { title: "a" });
  await queue.whenIdle();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ msg: "job failed", err: { type: "TypeError" } }]);
});

test("takes up a job that a stop left open, with its checkpoint", async () => {
  const before = newQueue();
  await before.start(
    {
      ...none,
      embed: async (_, context) => {
        await database.write((tx) => context.checkpoint({ at: 7 }, tx));
        return untilAborted(context.signal);
      },
    },
    subjectless,
  );
  const id = await before.add("embed", { space: "a" }, { title: "a" });
  while ((await database.one("SELECT checkpoint FROM jobs"))?.checkpoint === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await before.stop();

  const after = newQueue();
  let resumedFrom: unknown;
  await after.start(
    {
      ...none,
      embed: async (_, context) => {
        resumedFrom = context.resumeFrom;
        return { done: 1, failed: 0 };
      },
    },
    subjectless,
  );
  await after.whenIdle();
  expect(resumedFrom).toEqual({ at: 7 });
  expect(await after.get(id)).toMatchObject({ state: "done" });
});

test("lists every failure of a job in the order it was recorded", async () => {
  const queue = newQueue();
  await queue.start(
    {
      ...none,
      embed: async (_, context) => {
        await context.fail([{ item: "a.jpg", code: "corrupt", message: "bad" }]);
        await context.fail([{ item: "b.csv", line: 7, column: "price", code: "type-conflict", message: "text" }]);
        return { done: 0, failed: 2 };
      },
    },
    subjectless,
  );
  const id = await queue.add("embed", { space: "a" }, { title: "a" });
  await queue.whenIdle();
  expect(await queue.failures(id, 0, 10)).toEqual([
    { item: "a.jpg", code: "corrupt", message: "bad" },
    { item: "b.csv", line: 7, column: "price", code: "type-conflict", message: "text" },
  ]);
  expect(await queue.failures(id, 1, 10)).toHaveLength(1);
  expect((await queue.get(id)).failed).toBe(2);
});

test("starts nothing until a job is added when the start was put off", async () => {
  const queue = newQueue();
  let started = 0;
  queue.startWith(async () => {
    started++;
    await queue.start({ ...none, embed: async () => ({ done: 0, failed: 0 }) }, subjectless);
  });
  expect(await queue.list()).toEqual([]);
  expect(started).toBe(0);
  await queue.add("embed", { space: "a" }, { title: "a" });
  await queue.whenIdle();
  expect(started).toBe(1);
});

test("a job asked for while its twin is ending gets a run of its own", async () => {
  const queue = newQueue();
  let runs = 0;
  let pending = 1;
  await queue.start(
    {
      ...none,
      embed: async () => {
        runs++;
        const done = pending;
        pending = 0;
        return { done, failed: 0 };
      },
    },
    subjectless,
  );
  // The writer is held while the first run ends, as an import holds it: the request comes right after.
  let release = (): void => undefined;
  await queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  const held = database.write(() => new Promise<void>((resolve) => (release = resolve)));
  while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 20));
  pending = 1;
  const second = queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  release();
  await held;
  await second;
  await queue.whenIdle();
  expect(pending).toBe(0);
});

test("a job asked for while its twin is being cancelled still runs", async () => {
  const queue = newQueue();
  let runs = 0;
  await queue.start(
    { ...none, embed: async (_, { signal }) => (++runs === 1 ? untilAborted(signal) : { done: 0, failed: 0 }) },
    subjectless,
  );
  const first = await queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const cancelling = queue.cancel(first);
  const second = await queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  await cancelling;
  await queue.whenIdle();
  expect(second).not.toBe(first);
  expect((await queue.get(second)).state).toBe("done");
});

test("a job that was asked for again while it failed runs once more", async () => {
  const queue = newQueue();
  let runs = 0;
  let fail = (): void => undefined;
  await queue.start(
    {
      ...none,
      embed: async () => {
        if (++runs > 1) return { done: 0, failed: 0 };
        return new Promise((_resolve, reject) => (fail = () => reject(new Error("disk on fire"))));
      },
    },
    subjectless,
  );
  await queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  fail();
  await queue.whenIdle();
  expect(runs).toBe(2);
});

test("work looked for at the start joins the job that waits for it, and does not make it run twice", async () => {
  const queue = newQueue();
  let runs = 0;
  const add = () => queue.add("embed", { space: "a" }, { title: "a", subject: "a" });
  const handlers = { ...none, embed: async () => ({ done: ++runs, failed: 0 }) };
  queue.startWith(() => queue.start(handlers, subjectless, async () => void (await add())));
  await add();
  await queue.whenIdle();
  expect([runs, (await queue.list()).length]).toEqual([1, 1]);
});
