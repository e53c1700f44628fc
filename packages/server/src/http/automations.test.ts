import type { Automation } from "@pomona/contract/automations";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const WEBHOOK = { kind: "webhook", url: "http://127.0.0.1:1/hook" };
const put = (...keys: string[]) =>
  app.call("POST", "/rows", {
    dataset: "shop",
    rows: keys.map((key) => ({ key, text: `text ${key}`, labels: ["apple"] })),
  });
const create = (name: string, more: object) =>
  app.call<Automation & { secret: string | null }>("POST", "/automations", { name, filter: "label = apple", ...more });

test("rows that are put are acted on by the server itself, and the log tells", async () => {
  expect(await create("tag", { action: { kind: "tag", tag: "seen" } })).toMatchObject({
    status: 201,
    body: { name: "tag", filter: 'label = "apple"', state: "active", acted: 0, secret: null },
  });
  await put("a", "b");
  await app.app.whenIdle();
  expect((await app.call("POST", "/query", { filter: "tag = seen" })).body).toMatchObject({ total: 2 });
  expect((await app.call("GET", "/automations/tag/log?limit=1")).body).toMatchObject({
    entries: [{ event: "acted", rows: 2, keys: ["a", "b"] }],
    next: expect.any(Number),
  });
});

test("what waited when the server stopped is acted on when it starts", async () => {
  await app.call("PATCH", "/automations/tag", { isPaused: true });
  await put("c");
  await app.app.whenIdle();
  await app.call("PATCH", "/automations/tag", { isPaused: false });
  await app.reopen();
  await app.app.whenIdle();
  expect((await app.call("GET", "/automations/tag")).body).toMatchObject({ acted: 3, waiting: 0 });
});

test("the secret of a webhook is told once where it was made, and never again", async () => {
  const refused = await create("tell", { action: WEBHOOK });
  expect(refused).toMatchObject({ status: 403, body: { code: "url-refused" } });
  expect(refused.body.detail).toContain("127.0.0.1 is loopback. The owner");
  const made = await create("tell", { action: { ...WEBHOOK, allowPrivate: true }, isPaused: true });
  const { secret } = made.body;
  expect(secret).toMatch(/^[\w-]{43}$/);
  const shown = {
    kind: "webhook",
    url: WEBHOOK.url,
    secretHint: secret?.slice(-4),
    rowsPerCall: 1000,
    allowPrivate: true,
  };
  expect(made.body.action).toEqual(shown);
  const others = [
    await app.call("GET", "/automations"),
    await app.call("GET", "/automations/tell"),
    await app.call("PATCH", "/automations/tell", { onRescore: false }),
    await app.call("GET", "/automations/tell/log"),
  ];
  expect(JSON.stringify(others)).not.toContain(secret);
  const given = await create("given", { action: { ...WEBHOOK, allowPrivate: true, secret: "known to me" } });
  expect(given.body).toMatchObject({ secret: null, action: { secretHint: "o me" } });
});

test("only the owner lets a webhook call private addresses", async () => {
  const body = JSON.stringify({ name: "x", filter: "", action: { ...WEBHOOK, allowPrivate: true } });
  const headers = { "content-type": "application/json" };
  const request = (method: string, path: string) =>
    app.app.fetch(new Request(`http://127.0.0.1/api/v1${path}`, { method, headers, body }));
  expect((await request("POST", "/automations")).status).toBe(403);
  expect(await (await request("PATCH", "/automations/given")).json()).toMatchObject({ code: "owner-only" });
});

test("an address with a password is refused, as lists would show it", async () => {
  const action = { ...WEBHOOK, url: "https://user:geheim@example.com/", allowPrivate: true };
  const refused = await create("y", { action });
  expect(refused).toMatchObject({ status: 403, body: { code: "url-refused" } });
  expect(JSON.stringify(refused.body)).not.toContain("geheim");
});

test("a call that cannot be made is listed with the reason", async () => {
  await put("d");
  await app.app.whenIdle();
  for (let tries = 0; tries < 500; tries++) {
    const { body } = await app.call("GET", "/deliveries?automation=given");
    if ((body.deliveries as { attempts: number }[])[0]?.attempts) break;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  const { body } = await app.call("GET", "/deliveries?state=pending");
  expect(body).toMatchObject({
    deliveries: [{ automation: "given", rows: 1, status: null, error: expect.stringContaining("ECONNREFUSED") }],
    next: null,
  });
  const [{ id }] = body.deliveries as [{ id: string }];
  expect(await app.call("POST", `/deliveries/${id}/retry`)).toMatchObject({ status: 200, body: { id, attempts: 0 } });
  expect(await app.call("POST", "/deliveries/none/retry")).toMatchObject({ status: 404 });
});

test("names are unique, filters are read at once, and what is not there is told", async () => {
  const action = { kind: "tag", tag: "x" };
  expect(await create("tag", { action })).toMatchObject({ status: 409, body: { code: "name-taken" } });
  expect(await create("y", { action, filter: "widht > 3" })).toMatchObject({ body: { code: "bad-filter", column: 1 } });
  expect(await create("y", { action, filter: 'similarity(space "own", like "a") > 0.5' })).toMatchObject({
    status: 400,
    body: { code: "bad-filter", detail: expect.stringContaining("Save the search as a function") },
  });
  expect(await create("y", { action: { kind: "review", slice: "none" } })).toMatchObject({
    body: { code: "slice-not-found" },
  });
  expect(await app.call("GET", "/automations/tagg")).toMatchObject({
    status: 404,
    body: { code: "automation-not-found", detail: expect.stringContaining('Did you mean "tag"?') },
  });
  expect(await app.call("DELETE", "/automations/tag")).toMatchObject({ body: { deleted: true } });
  expect(await app.call("GET", "/automations/tag")).toMatchObject({ status: 404 });
});
