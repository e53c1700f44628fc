import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Job } from "@pomona/contract/jobs";
import type { Projection } from "@pomona/contract/projections";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../../app.fixture.ts";

const DIMS = 8;
let opened: TestApp;

beforeEach(async () => {
  opened = await openTestApp();
});
afterEach(() => opened.close());

const call = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) =>
  opened.call<T>(method, path, body);
const vectorOf = (row: number): number[] =>
  Array.from({ length: DIMS }, (_, i) => (row % 3 === i ? 3 : 0) + Math.sin((row + 1) * (i + 1)));

/** Imports the text rows from `from` up to `to` into a dataset. */
async function addRows(dataset: string, from: number, to: number): Promise<void> {
  const path = join(opened.sources, `${dataset}.csv`);
  const lines = Array.from({ length: to - from }, (_, i) => `k${from + i},text ${from + i}`);
  await writeFile(path, ["key,text", ...lines].join("\n"));
  await call("POST", "/imports", { path, dataset, embed: false, keyPrefix: "", mapping: { key: "key", text: "text" } });
  await opened.app.whenIdle();
}

/** The rows k0 to k(count - 1), the first half in dataset "a", the others in "b"; with vectors in the space "own". */
async function fill(count: number): Promise<void> {
  await addRows("a", 0, count / 2);
  await addRows("b", count / 2, count);
  await putVectors(0, count);
}

async function putVectors(from: number, to: number, rowOf = (row: number): number => row): Promise<void> {
  const vectors = Array.from({ length: to - from }, (_, i) => ({
    key: `k${from + i}`,
    vector: vectorOf(rowOf(from + i)),
  }));
  expect((await call("POST", "/vectors", { space: "own", vectors })).status).toBe(200);
}

const create = async (body: object = {}): Promise<Projection> => {
  const started = await call<{ projection: Projection }>("POST", "/projections", { space: "own", ...body });
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  return started.body.projection;
};
const read = async (name = "own"): Promise<Projection> => (await call<Projection>("GET", `/projections/${name}`)).body;
const files = async (): Promise<string[]> =>
  (await readdir(join(opened.directory, "projections")).catch(() => [])).sort();

test("a map is made by a job, with every row of its space, and keeps nothing but its fit on disk", async () => {
  await fill(60);
  const made = await create();
  expect(made).toMatchObject({
    name: "own",
    space: "own",
    servedVersion: null,
    versions: [{ state: "laying", rows: 0 }],
  });
  expect(made.job).not.toBeNull();
  await opened.app.whenIdle();
  const done = await read();
  expect(done).toMatchObject({
    servedVersion: 1,
    job: null,
    versions: [
      { version: 1, state: "complete", rows: 60, placed: 0, unmapped: 0, hint: null, error: null, filter: null },
    ],
  });
  expect(done.versions[0]?.quality?.trustworthiness).toBeGreaterThan(0.5);
  expect(done.versions[0]?.bounds?.x[0]).toBeLessThan(done.versions[0]?.bounds?.x[1] as number);
  expect(await files()).toEqual([expect.stringMatching(/^\d+-1\.fit$/)]);
  const [job] = (await call<Job[]>("GET", "/jobs")).body.filter(({ kind }) => kind === "lay-out-projection");
  expect(job).toMatchObject({ state: "done", done: 100, total: 100, unit: "percent", title: 'Lay out "own"' });
  const use = (await call<{ stores: { store: string; bytes: number }[] }>("GET", "/storage")).body;
  expect(use.stores.find(({ store }) => store === "projections")?.bytes).toBeGreaterThan(100);
});

test("too few vectors, a name that is taken and what is not there are told as problems", async () => {
  await fill(4);
  expect((await call("POST", "/projections", { space: "own", filter: "dataset = none" })).body).toMatchObject({
    code: "space-empty",
    detail: expect.stringContaining("at least two"),
  });
  expect((await call("POST", "/projections", { space: "own", filter: "nonsense = 1" })).body.code).toBe("bad-filter");
  expect((await call("POST", "/projections", { space: "other" })).body.code).toBe("space-not-found");
  await create();
  expect((await call("POST", "/projections", { space: "own" })).body.code).toBe("name-taken");
  expect((await call("GET", "/projections/x")).body.code).toBe("projection-not-found");
  await opened.app.whenIdle();
  expect((await call("GET", "/projections/own/clusters?version=7")).body.code).toBe("projection-not-found");
  expect((await call("GET", "/projections/own/clusters")).status).toBe(200);
});

test("a new layout stands beside the old one, with the parameters that were not given as they were", async () => {
  await fill(40);
  await create({ name: "Map", parameters: { seed: 7, neighbours: 5 }, filter: "dataset = a" });
  await opened.app.whenIdle();
  const relaid = await call<{ projection: Projection }>("POST", "/projections/Map/layout", {
    parameters: { minDistance: 0.5 },
    filter: null,
  });
  expect(relaid.body.projection).toMatchObject({ servedVersion: 1, versions: [{ version: 2 }, { version: 1 }] });
  await opened.app.whenIdle();
  expect(await read("Map")).toMatchObject({
    servedVersion: 2,
    versions: [
      { version: 2, rows: 40, filter: null, parameters: { seed: 7, neighbours: 5, minDistance: 0.5 } },
      { version: 1, rows: 20, filter: 'dataset = "a"', parameters: { seed: 7, neighbours: 5, minDistance: 0.1 } },
    ],
  });
  const renamed = await call<Projection>("PATCH", "/projections/Map", { name: "Better" });
  expect(renamed.body.name).toBe("Better");
  await call("DELETE", "/projections/Better?version=2");
  expect(await read("Better")).toMatchObject({ servedVersion: 1, versions: [{ version: 1 }] });
  expect((await call("DELETE", "/projections/Better?version=2")).body.code).toBe("projection-not-found");
  await call("POST", "/projections/Better/layout", {});
  await opened.app.whenIdle();
  expect((await read("Better")).versions.map(({ version }) => version)).toEqual([3, 1]);
  await call("DELETE", "/projections/Better");
  expect((await call("GET", "/projections")).body).toEqual([]);
  expect(await files()).toEqual([]);
});

test("rows that arrive are placed in the step that stores their vectors, changed ones anew, deleted ones go", async () => {
  await fill(40);
  await call("POST", "/rows/delete", { selection: { include: ["k39"] }, expect: 1 });
  await create();
  await create({ name: "Half", filter: "dataset = a" });
  await opened.app.whenIdle();
  await addRows("a", 40, 60);
  expect((await read()).versions[0]).toMatchObject({ rows: 39, unmapped: 0 });
  await putVectors(40, 60);
  expect((await read()).versions[0]).toMatchObject({ rows: 59, placed: 20, hint: "many-placed", unmapped: 0 });
  expect((await read("Half")).versions[0]).toMatchObject({ rows: 40, placed: 20 });
  await putVectors(0, 5, (row) => row + 100);
  expect((await read()).versions[0]).toMatchObject({ rows: 59, placed: 25 });
  await call("POST", "/rows/delete", { selection: { include: ["k0", "k7", "k45"] }, expect: 3 });
  expect((await read()).versions[0]).toMatchObject({ rows: 56, placed: 23 });
  expect((await read("Half")).versions[0]).toMatchObject({ rows: 37 });
});

test("a space with a projection is deleted with force only, and takes it along", async () => {
  await fill(20);
  await create({ name: "Map" });
  await opened.app.whenIdle();
  expect((await call("DELETE", "/spaces/own")).body).toMatchObject({
    code: "in-use",
    needing: ['projection "Map"'],
  });
  expect((await call("DELETE", "/spaces/own?force=true")).status).toBe(200);
  expect((await call("GET", "/projections")).body).toEqual([]);
  expect(await files()).toEqual([]);
});

test("a cancelled layout leaves nothing but its line, also one that had not begun", async () => {
  await fill(40);
  const first = await create({ name: "A" });
  const second = await create({ name: "B" });
  for (const { job } of [second, first]) await call("POST", `/jobs/${job}/cancel`);
  await opened.app.whenIdle();
  for (const name of ["A", "B"])
    expect(await read(name)).toMatchObject({
      servedVersion: null,
      job: null,
      versions: [{ state: "cancelled", rows: 0 }],
    });
  expect(await files()).toEqual([]);
  await opened.reopen();
  await opened.app.whenIdle();
  expect((await read("A")).versions[0]?.state).toBe("cancelled");
  await call("POST", "/projections/A/layout", {});
  await opened.app.whenIdle();
  expect((await read("A")).servedVersion).toBe(3);
});

test("a layout takes the place of one that is under way", async () => {
  await fill(40);
  await create({ name: "A" });
  await call("POST", "/projections/A/layout", { parameters: { seed: 1 } });
  await opened.app.whenIdle();
  expect(await read("A")).toMatchObject({ servedVersion: 2, versions: [{ state: "complete" }, { version: 1 }] });
  const old = (await read("A")).versions[1];
  if (old?.state !== "complete")
    expect(old).toMatchObject({ state: "cancelled", error: expect.stringContaining("Version 2") });
});
