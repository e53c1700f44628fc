import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { QueryResponse } from "@pomona/contract/rows";
import { readScoresHeader, SCORES_HEADER } from "@pomona/contract/scores-header";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

const DIMS = 6;
const ROWS = 120;
let opened: TestApp;
const vectorOf = (row: number) => Array.from({ length: DIMS }, (_, i) => Math.sin((row + 1) * (i + 1)));
const call = <T>(method: string, path: string, body?: unknown) => opened.call<T>(method, path, body);
const find = (name: string) => call<ScoringFunction>("GET", `/functions/${name}`).then(({ body }) => body);

beforeAll(async () => {
  opened = await openTestApp();
  const path = join(opened.sources, "rows.csv");
  await writeFile(path, ["key,text", ...Array.from({ length: ROWS }, (_, row) => `k${row},text ${row}`)].join("\n"));
  await call("POST", "/imports", {
    path,
    dataset: "d",
    embed: false,
    keyPrefix: "",
    mapping: { key: "key", text: "text" },
  });
  await opened.app.whenIdle();
  const vectors = Array.from({ length: ROWS }, (_, row) => ({ key: `k${row}`, vector: vectorOf(row) }));
  await call("POST", "/vectors", { space: "own", vectors });
});
afterAll(() => opened.close());

const anchors = Array.from({ length: 20 }, (_, row) => ({ key: `k${row}`, sign: row % 2 === 0 ? "+" : "-" }));

test("a probe is made, made a similarity and a probe again over HTTP, each scored by its job", async () => {
  const made = await call<ScoringFunction & { job: string }>("POST", "/functions", {
    name: "p",
    kind: "probe",
    space: "own",
    anchors,
    probe: { backgroundRows: 60 },
  });
  expect(made).toMatchObject({ status: 201, body: { kind: "probe", probe: { report: { backgroundRows: 49 } } } });
  await opened.app.whenIdle();
  expect(await find("p")).toMatchObject({ state: "complete", scored: ROWS });
  expect(await call("PATCH", "/functions/p", { kind: "similarity" })).toMatchObject({
    status: 200,
    body: { version: 2, probe: null },
  });
  const back = await call<ScoringFunction>("PATCH", "/functions/p", { kind: "probe", probe: { seed: 5 } });
  expect(back.body).toMatchObject({ version: 3, probe: { parameters: { seed: 5, backgroundRows: 2000 } } });
  await opened.app.whenIdle();
  expect(await find("p")).toMatchObject({ state: "complete", servedVersion: 3 });
});

test("a combination is made of functions, filtered and sorted by, and stands in the way of deleting them", async () => {
  await call("POST", "/functions", { name: "s", space: "own", anchors: [{ key: "k3" }], threshold: 0.5 });
  await opened.app.whenIdle();
  const combination = { operator: "sum", parts: [{ function: "p" }, { function: "s" }] };
  const made = await call("POST", "/functions", { name: "c", kind: "combination", combination, threshold: 0.4 });
  expect(made).toMatchObject({ status: 201, body: { job: null, state: "complete", scored: ROWS, space: null } });
  const asked = { filter: 'function("c") >= 0.4', sort: { function: "c" }, scores: ["p", "s", "c"], limit: 200 };
  const found = (await call<QueryResponse>("POST", "/query", asked)).body;
  expect(found.total).toBe((await find("c")).aboveThreshold);
  expect(found.total).toBeGreaterThan(0);
  for (const { scores } of found.rows)
    expect(scores.c).toBe(Math.fround(((scores.p as number) + (scores.s as number)) / 2));
  const ranks = found.rows.map(({ rank }) => rank as number);
  expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
  const histogram = await call<{ counts: number[] }>("POST", "/histogram", { of: { function: "c" }, bins: 10 });
  expect(histogram.body.counts.reduce((sum, count) => sum + count, 0)).toBe(ROWS);
  const part = { of: { function: "c" }, bins: 10, filter: asked.filter, totals: true };
  const { body: under } = await call<{ counts: number[]; totals: number[]; edges: number[]; missing: number }>(
    "POST",
    "/histogram",
    part,
  );
  expect(under).toMatchObject({ totals: histogram.body.counts, missing: 0, below: 0, above: 0 });
  const isIn = (score: number, bin: number): boolean =>
    score >= (under.edges[bin] as number) && (score < (under.edges[bin + 1] as number) || bin === 9);
  const inBin = (bin: number): number => found.rows.filter(({ scores }) => isIn(scores.c as number, bin)).length;
  expect(under.counts).toEqual(under.counts.map((_, bin) => inBin(bin)));

  expect(await call("DELETE", "/functions/p")).toMatchObject({ status: 409, body: { code: "in-use" } });
  expect(await call("DELETE", "/functions/p?force=true")).toMatchObject({ status: 200 });
  expect(await find("c")).toMatchObject({ state: "failed", scored: 0 });
});

test("what cannot be made says so", async () => {
  const refused = (body: unknown) => call<{ code: string }>("POST", "/functions", body);
  expect(await refused({ name: "x", kind: "probe", space: "own", anchors: [{ key: "k1", sign: "-" }] })).toMatchObject({
    status: 422,
    body: { code: "no-positive-anchor" },
  });
  const alone = { name: "x", kind: "probe", space: "own", anchors: [{ key: "k1" }], probe: { backgroundRows: 0 } };
  expect(await refused(alone)).toMatchObject({ status: 422, body: { code: "no-evidence" } });
  expect(await refused({ name: "x", kind: "combination" })).toMatchObject({
    status: 422,
    body: { code: "combination-unusable" },
  });
  const unknown = { operator: "and", parts: [{ function: "s" }, { function: "nobody" }] };
  expect(await refused({ name: "x", kind: "combination", combination: unknown })).toMatchObject({
    status: 422,
    body: { code: "combination-unusable" },
  });
});

test.each(["ndjson", "csv"])("an export as %s says in a header which versions its scores are of", async (format) => {
  await call("POST", "/functions", { name: `größer ${format}`, space: "own", anchors: [{ key: "k7" }] });
  await opened.app.whenIdle();
  const request = new Request("http://127.0.0.1/api/v1/export", {
    method: "POST",
    body: JSON.stringify({ selection: { filter: 'key = "k7"' }, format, scores: [`größer ${format}`] }),
    headers: { "content-type": "application/json" },
  });
  const response = await opened.app.fetch(request, { owner: true });
  expect(await response.text()).toContain("k7");
  expect(readScoresHeader(response.headers.get(SCORES_HEADER))).toEqual({
    origins: {
      [`größer ${format}`]: { version: 1, completed: expect.stringMatching(/^20/), parts: [], error: null },
    },
    leftOut: 0,
  });
});
