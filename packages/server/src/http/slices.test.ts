import type { Slice } from "@pomona/contract/slices";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  const rows = ["a", "b", "c", "d"].map((key, i) => ({
    key,
    text: `text ${key}`,
    labels: i < 2 ? ["apple"] : [],
    metadata: { price: i },
  }));
  await app.call("POST", "/rows", { dataset: "shop", rows });
  await app.app.whenIdle();
});
afterAll(() => app.close());

const list = async (): Promise<Slice[]> => (await app.call<Slice[]>("GET", "/slices")).body as Slice[];

test("a saved filter is listed by name in its text form, with the rows that pass it now", async () => {
  const made = await app.call("POST", "/slices", {
    name: "unlabeled",
    filter: { not: { field: "label", op: "exists" } },
  });
  expect(made).toMatchObject({
    status: 201,
    body: { name: "unlabeled", filter: "not label exists", rows: 2, problem: null },
  });
  await app.call("POST", "/slices", { name: "Cheap apples", filter: "label=apple and metadata.price < 1" });
  expect((await list()).map(({ name, filter, rows }) => [name, filter, rows])).toEqual([
    ["Cheap apples", 'label = "apple" and metadata.price < 1', 1],
    ["unlabeled", "not label exists", 2],
  ]);
  await app.call("PATCH", "/row?key=c", { labels: ["apple"] });
  expect((await app.call("GET", "/slices/unlabeled")).body).toMatchObject({ rows: 1 });
  await app.reopen();
  expect((await list()).map((slice) => slice.rows)).toEqual([1, 1]);
});

test("names are unique, trimmed and refused before anything is written", async () => {
  await app.call("POST", "/slices", { name: "one", filter: "" });
  await app.call("POST", "/slices", { name: "two", filter: "" });
  const taken = { status: 409, body: { code: "name-taken", name: "one" } };
  expect(await app.call("POST", "/slices", { name: "one", filter: "label exists" })).toMatchObject(taken);
  expect(await app.call("PATCH", "/slices/two", { name: "one", filter: "label exists" })).toMatchObject(taken);
  expect(await app.call("POST", "/slices", { name: " padded", filter: "" })).toMatchObject({ status: 400 });
  expect((await app.call("GET", "/slices/two")).body).toMatchObject({ filter: "", rows: 4 });
  expect(await app.call("PATCH", "/slices/two", { name: "two" })).toMatchObject({ status: 200 });
});

test("a filter that cannot be read is refused at save, with the place", async () => {
  const refused = await app.call("POST", "/slices", { name: "x", filter: "label = apple and widht > 3" });
  expect(refused).toMatchObject({ status: 400, body: { code: "bad-filter", column: 19, length: 5 } });
  const tree = {
    and: [
      { field: "label", op: "exists" },
      { field: "metadata.price", op: "=", value: "cheap" },
    ],
  };
  expect(await app.call("POST", "/slices", { name: "x", filter: tree })).toMatchObject({
    status: 400,
    body: { code: "bad-filter", path: ["and", 1, "value"] },
  });
  expect(await app.call("POST", "/slices", { name: "x", filter: 'function("gone") > 0.5' })).toMatchObject({
    status: 404,
    body: { code: "function-not-found", column: 10 },
  });
  expect((await list()).map((slice) => slice.name)).not.toContain("x");
});

test("a slice whose fields have gone is listed with the reason, and can still be changed and deleted", async () => {
  await app.call("POST", "/projects", { name: "fruit" });
  await app.call("POST", "/slices", { name: "sent", filter: 'label exists and project("fruit")' });
  await app.call("DELETE", "/projects/fruit");
  expect((await app.call("GET", "/slices/sent")).body).toMatchObject({
    filter: 'label exists and project("fruit")',
    rows: null,
    problem: { code: "project-not-found", column: 26, length: 7 },
  });
  expect((await app.call("PATCH", "/slices/sent", { name: "was sent" })).body).toMatchObject({ rows: null });
  expect((await app.call("PATCH", "/slices/was%20sent", { filter: "label exists" })).body).toMatchObject({
    rows: 3,
    problem: null,
  });
  expect(await app.call("DELETE", "/slices/was%20sent")).toMatchObject({ body: { deleted: true } });
  expect(await app.call("DELETE", "/slices/was%20sent")).toMatchObject({
    status: 404,
    body: { code: "slice-not-found" },
  });
});

const VIEW = { projection: "shop", version: 2, camera: { x: 1, y: -2.5, scale: 40 }, colour: { field: "label" } };

test("keeps how the map looked, through a rename and another start, until it is taken away", async () => {
  const made = await app.call("POST", "/slices", { name: "corner", filter: "", view: VIEW });
  expect(made).toMatchObject({ status: 201, body: { view: { ...VIEW, isSplit: false } } });
  await app.call("PATCH", "/slices/corner", { name: "left corner" });
  await app.reopen();
  expect((await app.call("GET", "/slices/left%20corner")).body).toMatchObject({ view: VIEW });
  expect(await app.call("PATCH", "/slices/left%20corner", { view: null })).toMatchObject({ body: { view: null } });
});

test("refuses a look of the map that is malformed or larger than 4 kB", async () => {
  for (const view of [
    { ...VIEW, camera: { x: 0, y: 0, scale: 0 } },
    { ...VIEW, colour: { field: "x".repeat(5000) } },
  ])
    expect(await app.call("POST", "/slices", { name: "large", filter: "", view })).toMatchObject({ status: 400 });
  expect(await app.call("GET", "/slices/large")).toMatchObject({ status: 404 });
});
