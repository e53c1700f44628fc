import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CallOutcome, WebhookCall } from "../../media/call-webhook.ts";
import { type AutomationsTest, openAutomationsTest } from "./automations.fixture.ts";
import { editAutomation } from "./automations.ts";
import { listDeliveries, retryDelivery } from "./deliveries.ts";
import { DeliveryLoop, waitAfter } from "./delivery-loop.ts";

const SECRET = "0123456789";
let at: AutomationsTest;
let loop: DeliveryLoop;
let calls: { url: string; call: WebhookCall }[];
/** What the next calls answer; 200 when there is none left. */
let answers: CallOutcome[];

beforeEach(async () => {
  at = await openAutomationsTest();
  calls = [];
  answers = [];
  loop = openLoop();
  const action = {
    kind: "webhook",
    url: "https://1.1.1.1/",
    secret: SECRET,
    rowsPerCall: 1,
    allowPrivate: false,
  } as const;
  await at.make("tell", "", action);
});
afterEach(async () => {
  await loop.close();
  await at.close();
});

const openLoop = () =>
  new DeliveryLoop({
    database: at.workspace.database,
    clock: at.workspace.clock,
    log: pino({ level: "silent" }),
    random: () => 0.5,
    call: async (url, call) => {
      calls.push({ url, call });
      return answers.shift() ?? { kind: "answered", status: 200, retryAfterMs: null };
    },
  });
const answered = (status: number, retryAfterMs: number | null = null): CallOutcome => ({
  kind: "answered",
  status,
  retryAfterMs,
});
const arrive = async (...keys: string[]) => {
  await at.put(keys.map((key) => ({ key })));
  await at.run();
};
const listed = async () => (await listDeliveries(at.workspace, { after: 0, limit: 100 })).deliveries;

/** Wakes the loop until so many calls were made and noted. */
async function called(count: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const attempts = (await listed()).reduce((sum, one) => sum + one.attempts, 0);
    if (calls.length === count && attempts === count) return;
    loop.wake();
    await pause(10);
  }
  throw new Error(`${calls.length} calls were made, not ${count}.`);
}

test("a call is signed over its time and body, and delivered by any 2xx", async () => {
  answers = [answered(204)];
  await arrive("a");
  loop.start();
  await called(1);
  const [delivery] = await listed();
  expect(delivery).toMatchObject({ state: "delivered", status: 204, attempts: 1, error: null, nextAttempt: null });
  const { body, headers, allowPrivate } = (calls[0] as { call: WebhookCall }).call;
  expect(allowPrivate).toBe(false);
  expect(JSON.parse(body)).toMatchObject({ delivery: delivery?.id, rows: [{ key: "a" }] });
  expect(headers["pomona-delivery"]).toBe(delivery?.id);
  expect(headers["pomona-timestamp"]).toBe(String(Date.parse("2026-11-27T12:00:00Z") / 1000));
  const signature = createHmac("sha256", SECRET).update(`${headers["pomona-timestamp"]}.${body}`).digest("hex");
  expect(headers["pomona-signature"]).toBe(`sha256=${signature}`);
});

test("one that fails is tried again later under the same id, and given up after eight tries", async () => {
  answers = Array.from({ length: 8 }, () => answered(500));
  await arrive("a");
  loop.start();
  await called(1);
  expect(await listed()).toMatchObject([
    { state: "pending", status: 500, error: "The receiver answered 500.", nextAttempt: "2026-11-27T12:00:01.000Z" },
  ]);
  // Not before its time.
  loop.wake();
  await pause(50);
  expect(calls.length).toBe(1);
  for (let tries = 2; tries <= 8; tries++) {
    at.setNow((await listed())[0]?.nextAttempt as string);
    await called(tries);
  }
  expect(await listed()).toMatchObject([{ state: "dead", attempts: 8, nextAttempt: null }]);
  expect(new Set(calls.map(({ call }) => call.headers["pomona-delivery"])).size).toBe(1);
  await retryDelivery(at.workspace, (await listed())[0]?.id as string);
  loop.wake();
  for (let tries = 0; tries < 500 && (await listed())[0]?.state !== "delivered"; tries++) await pause(10);
  expect(await listed()).toMatchObject([{ state: "delivered", attempts: 1 }]);
  await expect(retryDelivery(at.workspace, (await listed())[0]?.id as string)).rejects.toMatchObject({
    code: "in-use",
  });
});

test("410 and a refused address are given up at once", async () => {
  answers = [answered(410), { kind: "refused", message: "Refused: it is private", retryAfterMs: null }];
  await arrive("a", "b");
  loop.start();
  await called(2);
  expect((await listed()).map(({ state }) => state)).toEqual(["dead", "dead"]);
});

test("a new loop makes the calls that another left, and a changed address is where they go", async () => {
  await arrive("a");
  await editAutomation(
    at.workspace,
    "tell",
    {
      action: { kind: "webhook", url: "https://1.0.0.1/new", rowsPerCall: 1, allowPrivate: false },
      skipWaiting: false,
    },
    { isOwner: false },
  );
  loop.start();
  await called(1);
  expect(calls[0]?.url).toBe("https://1.0.0.1/new");
  const { body, headers } = (calls[0] as { call: WebhookCall }).call;
  // The secret is kept where none is given.
  const signature = createHmac("sha256", SECRET).update(`${headers["pomona-timestamp"]}.${body}`).digest("hex");
  expect(headers["pomona-signature"]).toBe(`sha256=${signature}`);
});

test("waits grow fourfold up to six hours, differ by chance, and are as long as the receiver asks at least", () => {
  const wait = (attempts: number, random = 0.5, retryAfterMs: number | null = null) =>
    waitAfter(attempts, { random, retryAfterMs });
  expect([1, 2, 3, 4].map((attempts) => wait(attempts))).toEqual([1000, 4000, 16_000, 64_000]);
  expect([wait(1, 0), wait(1, 1)]).toEqual([800, 1200]);
  expect(wait(1, 0.5, 30_000)).toBe(30_000);
  expect(wait(3, 0.5, 1000)).toBe(16_000);
  expect(wait(1, 0.5, 1e12)).toBe(6 * 3600 * 1000);
});

test("calls of an automation that is paused wait until it goes on", async () => {
  await arrive("a");
  await editAutomation(at.workspace, "tell", { isPaused: true, skipWaiting: false }, { isOwner: false });
  loop.start();
  await pause(50);
  expect(calls).toEqual([]);
  await editAutomation(at.workspace, "tell", { isPaused: false, skipWaiting: false }, { isOwner: false });
  await called(1);
});

test("a receiver that hangs keeps the calls of other automations waiting no longer than one of its own", async () => {
  const free: (() => void)[] = [];
  const hanging = new DeliveryLoop({
    database: at.workspace.database,
    clock: at.workspace.clock,
    log: pino({ level: "silent" }),
    call: async (url, call) => {
      calls.push({ url, call });
      if (url === "https://1.1.1.1/")
        await new Promise<void>((resolve) => {
          free.push(resolve);
          if (call.signal.aborted) resolve();
          call.signal.addEventListener("abort", () => resolve());
        });
      return { kind: "answered", status: 200, retryAfterMs: null };
    },
  });
  await arrive(...Array.from({ length: 20 }, (_, i) => `a${i}`));
  const well = {
    kind: "webhook",
    url: "https://1.0.0.1/",
    secret: SECRET,
    rowsPerCall: 1,
    allowPrivate: false,
  } as const;
  await at.make("well", "", well);
  hanging.start();
  for (let tries = 0; tries < 500 && calls.length < 4; tries++) await pause(10);
  at.setNow("2026-11-27T12:00:01.000Z");
  await arrive("b", "c", "d");
  free[0]?.();
  const toldWell = () => calls.filter(({ url }) => url === well.url).length;
  for (let tries = 0; tries < 500 && toldWell() < 3; tries++) await pause(10);
  expect(calls.slice(0, 7).map(({ url }) => url === well.url)).toEqual([...Array(4).fill(false), true, true, true]);
  await hanging.close();
});

test("a call whose outcome cannot be noted is not made over and over", async () => {
  await arrive("a");
  const { database } = at.workspace;
  const full = new Proxy(database, {
    get: (target, name) => {
      if (name === "write") return () => Promise.reject(new Error("the disk is full"));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const failing = new DeliveryLoop({
    database: full,
    clock: at.workspace.clock,
    log: pino({ level: "silent" }),
    call: async (url, call) => {
      calls.push({ url, call });
      return { kind: "answered", status: 200, retryAfterMs: null };
    },
  });
  failing.start();
  for (let tries = 0; tries < 20; tries++) {
    failing.wake();
    await pause(10);
  }
  expect(calls.length).toBe(1);
  await failing.close();
});
