import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionVersionView, VersionDiff, VersionScoresResponse } from "@pomona/contract/function-versions";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { QueryResponse, ScoreOrigin } from "@pomona/contract/rows";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";
import { directionOf } from "../curation/workspace.fixture.ts";

const ROWS = 120;
const DIMS = 12;
let app: TestApp;

/** Adds rows that no model embeds, with vectors of their own. */
async function addRows(first: number, count: number): Promise<void> {
  const keys = Array.from({ length: count }, (_, i) => `k${first + i}`);
  const path = join(app.sources, `from-${first}.csv`);
  await writeFile(path, `key,text\n${keys.map((key) => `${key},text of ${key}`).join("\n")}\n`);
  await app.call("POST", "/imports", { path, dataset: "d", keyPrefix: "", embed: false });
  await app.app.whenIdle();
  const vectors = keys.map((key, i) => ({ key, vector: [...directionOf(first + i, DIMS)] }));
  await app.call("POST", "/vectors", { space: "mine", vectors });
}

async function scoresOf(version: number, name = "f"): Promise<Map<string, number>> {
  const { body } = await app.call<VersionScoresResponse>("POST", `/functions/${name}/versions/${version}/scores`, {});
  return new Map(body.rows.map(({ key, score }) => [key, score]));
}

const diff = async (query: string): Promise<VersionDiff> =>
  (await app.call<VersionDiff>("GET", `/functions/f/diff?${query}`)).body;

beforeEach(async () => {
  app = await openTestApp();
  onTestFinished(() => app.close());
  await addRows(0, ROWS);
  const anchors = [{ key: "k1" }, { key: "k2", sign: "-" }, { vector: [...directionOf(500, DIMS)] }];
  await app.call("POST", "/functions", { name: "f", space: "mine", anchors, threshold: 0.7, note: "first" });
  await app.app.whenIdle();
  await app.call("PATCH", "/functions/f", { threshold: 0.6 });
  await app.call("PATCH", "/functions/f", {
    anchors: [{ keep: 0 }, { keep: 1, sign: "+" }, { key: "k9" }],
    parameters: { negativeWeight: 1 },
    threshold: 0.75,
    note: "second",
  });
  await app.app.whenIdle();
});

test("versions are listed newest first, with the threshold that each had last", async () => {
  const { body } = await app.call<FunctionVersionView[]>("GET", "/functions/f/versions");
  expect(body).toMatchObject([
    { version: 2, isServed: true, state: "complete", positives: 3, negatives: 0, threshold: 0.75, note: "second" },
    { version: 1, isServed: false, state: "complete", positives: 2, negatives: 1, threshold: 0.6, note: "first" },
  ]);
  expect(body[1]).toMatchObject({ by: "owner", space: "mine", kind: "similarity", crossValidated: null });
  expect(Date.parse(body[0]?.completed ?? "")).toBeGreaterThanOrEqual(Date.parse(body[0]?.created ?? ""));
  expect((await app.call("GET", "/functions/g/versions")).body.code).toBe("function-not-found");
  expect((await app.call("GET", "/functions/f?version=1")).body).toMatchObject({ version: 1, threshold: 0.6 });
  expect((await app.call("GET", "/functions/f?version=3")).body).toMatchObject({
    code: "version-not-found",
    newest: 2,
  });
});

test("a diff tells anchors that came, went and changed sign, what else differs, and the rows across the threshold", async () => {
  const told = await diff("from=1");
  expect(told).toMatchObject({
    from: 1,
    to: 2,
    added: [{ kind: "row", key: "k9", sign: "+" }],
    removed: [{ kind: "vector", sign: "+" }],
    flipped: [{ key: "k2", sign: "+" }],
    parameters: { negativeWeight: { before: 0.5, after: 1 }, threshold: { before: 0.6, after: 0.75 } },
  });
  const [one, two] = [await scoresOf(1), await scoresOf(2)];
  expect(one.size).toBe(ROWS);
  const above = (scores: Map<string, number>, threshold: number): Set<string> =>
    new Set([...scores].filter(([, score]) => score >= Math.fround(threshold)).map(([key]) => key));
  const [before, after] = [above(one, 0.6), above(two, 0.75)];
  expect(before.size).toBeGreaterThan(0);
  expect(told.rows).toEqual({
    above: { before: before.size, after: after.size },
    entering: [...after].filter((key) => !before.has(key)).length,
    leaving: [...before].filter((key) => !after.has(key)).length,
  });
  const newest = await app.call("GET", "/functions/f/diff?from=2");
  expect(newest).toMatchObject({ status: 400, body: { code: "bad-request", version: 2 } });
  expect(newest.body.detail).toContain("Version 2 is the newest one");
  expect(await diff("from=2&to=2")).toMatchObject({ added: [], removed: [], flipped: [], parameters: {} });
  expect((await app.call("GET", "/functions/f/diff?from=7")).body).toMatchObject({
    code: "version-not-found",
    newest: 2,
  });
});

test("rolling back makes a version with the scores of the old one to the bit, and its threshold", async () => {
  const old = await scoresOf(1);
  const rolled = await app.call<ScoringFunction>("POST", "/functions/f/rollback", { version: 1 });
  expect(rolled.body).toMatchObject({ version: 3, threshold: 0.6, note: "As version 1." });
  await app.app.whenIdle();
  const now = await app.call<ScoringFunction>("GET", "/functions/f");
  expect(now.body).toMatchObject({
    version: 3,
    servedVersion: 3,
    state: "complete",
    parameters: { negativeWeight: 0.5 },
  });
  expect(now.body.anchors).toMatchObject([{ key: "k1" }, { key: "k2", sign: "-" }, { kind: "vector" }]);
  const stored = await app.call<{ rows: { key: string; scores: Record<string, number> }[] }>("POST", "/query", {
    scores: ["f"],
    limit: ROWS,
  });
  expect(new Map(stored.body.rows.map(({ key, scores }) => [key, scores.f]))).toEqual(
    new Map([...old].sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)))),
  );
  expect((await app.call("POST", "/functions/f/rollback", { version: 3 })).body.code).toBe("bad-request");
  expect((await app.call("POST", "/functions/f/rollback", { version: 9 })).body.code).toBe("version-not-found");
});

test("rows of a query come with the versions that their scores are of, also of the parts of a combination", async () => {
  const combination = { operator: "not", parts: [{ function: "f" }] };
  await app.call("POST", "/functions", { name: "not f", kind: "combination", combination });
  const versions = await app.call<FunctionVersionView[]>("GET", "/functions/f/versions");
  const { completed } = versions.body[0] as FunctionVersionView;
  const found = await app.call<QueryResponse>("POST", "/query", { scores: ["f", "not f"], limit: 1 });
  expect(found.body.origins.f).toEqual({ version: 2, completed, parts: [], error: null });
  expect(found.body.origins["not f"]).toMatchObject({ version: 1, parts: [{ function: "f", version: 2 }] });
  expect((await app.call<QueryResponse>("POST", "/query", { limit: 1 })).body.origins).toEqual({});
});

test("two that roll back at once make a version each", async () => {
  await Promise.all([1, 1].map((version) => app.call("POST", "/functions/f/rollback", { version })));
  await app.app.whenIdle();
  const { body } = await app.call<FunctionVersionView[]>("GET", "/functions/f/versions");
  expect(body.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
  expect(body[0]).toMatchObject({ isServed: true, note: "As version 1." });
});

test("scores of an old version are those it had, under a selection, in pages that later rows do not shift", async () => {
  const filter = 'key in ("k3", "k4", "k5", "k6", "k7")';
  const page = (after?: string) =>
    app.call<VersionScoresResponse>("POST", "/functions/f/versions/1/scores", {
      selection: { filter },
      limit: 2,
      ...(after === undefined ? {} : { after }),
    });
  const first = await page();
  await addRows(ROWS, 5);
  const second = await page(first.body.next ?? "");
  const third = await page(second.body.next ?? "");
  const pages = [first, second, third].flatMap(({ body }) => body.rows);
  const all = await scoresOf(1);
  expect(pages).toHaveLength(5);
  expect(third.body.next).toBeNull();
  expect(pages).toEqual([...all].filter(([key]) => /^k[3-7]$/.test(key)).map(([key, score]) => ({ key, score })));
  expect(first.body).toMatchObject({ version: 1, scored: 5 });
  expect(first.body.above).toBe(pages.filter(({ score }) => score >= Math.fround(0.6)).length);
  expect((await app.call("POST", "/functions/f/versions/x/scores", {})).body.code).toBe("version-not-found");
  expect((await app.call("POST", "/functions/f/versions/1/scores", { after: "x" })).body.code).toBe("bad-request");
});

test("an old version cannot be scored, and the diff says no rows, once its space is gone", async () => {
  const vectors = Array.from({ length: 5 }, (_, i) => ({ key: `k${i}`, vector: [...directionOf(i, 3)] }));
  await app.call("POST", "/vectors", { space: "other", vectors });
  await app.call("PATCH", "/functions/f", { space: "other", anchors: [{ key: "k1" }] });
  await app.app.whenIdle();
  expect((await app.call("DELETE", "/spaces/mine")).status).toBe(200);
  expect(await diff("from=2")).toMatchObject({ rows: null, parameters: { space: { before: null, after: "other" } } });
  expect((await app.call("POST", "/functions/f/versions/2/scores", {})).body.code).toBe("space-not-found");
  expect((await app.call("POST", "/functions/f/rollback", { version: 2 })).body.code).toBe("space-not-found");
  expect((await app.call("GET", "/functions/f/export?version=2")).body.code).toBe("space-not-found");
});

test("deleting a function takes all of its versions", async () => {
  await app.call("DELETE", "/functions/f");
  await app.call("POST", "/functions", { name: "f", space: "mine", anchors: [{ key: "k1" }] });
  const { body } = await app.call<FunctionVersionView[]>("GET", "/functions/f/versions");
  expect(body.map(({ version, threshold }) => [version, threshold])).toEqual([[1, 0.8]]);
});

test("a row tells the version of each score and when it was there", async () => {
  const started = Date.now();
  await addRows(ROWS, 1);
  const originOf = async (key: string, name = "f"): Promise<ScoreOrigin | undefined> => {
    const { body } = await app.call<{ origins: Record<string, ScoreOrigin> }>("GET", `/row?key=${key}`);
    return body.origins[name];
  };
  const { body } = await app.call<FunctionVersionView[]>("GET", "/functions/f/versions");
  const completed = body[0]?.completed;
  expect(await originOf("k5")).toMatchObject({ version: 2, computed: completed, parts: [] });
  const arrived = await originOf(`k${ROWS}`);
  expect(Date.parse(arrived?.computed ?? "")).toBeGreaterThanOrEqual(started);
  expect(arrived?.score).toBeGreaterThan(0);
  await app.call("POST", "/vectors", { space: "other", vectors: [{ key: "k7", vector: [1, 0] }] });
  await app.call("POST", "/functions", { name: "g", space: "other", anchors: [{ key: "k7" }] });
  await app.app.whenIdle();
  expect(await originOf("k8", "g")).toEqual({ score: null, version: 1, computed: null, parts: [] });
});

test("a combination's versions: compared, scored by what its parts score now, rolled back at once", async () => {
  await app.call("POST", "/functions", { name: "g", space: "mine", anchors: [{ key: "k30" }] });
  await app.app.whenIdle();
  const parts = [{ function: "f" }, { function: "g" }];
  const both = { name: "both", kind: "combination", combination: { operator: "and", parts }, threshold: 0.6 };
  expect((await app.call("POST", "/functions", both)).status).toBe(201);
  const weighted = { operator: "sum", parts: [{ function: "g", weight: 3 }, { function: "f" }] };
  await app.call("PATCH", "/functions/both", { combination: weighted });
  const [f, g] = [await scoresOf(2), await scoresOf(1, "g")];
  const old = await scoresOf(1, "both");
  expect(old.size).toBe(ROWS);
  for (const [key, score] of old) expect(score).toBe(Math.min(f.get(key) ?? 0, g.get(key) ?? 0));
  const told = (await app.call<VersionDiff>("GET", "/functions/both/diff?from=1")).body;
  expect(told.parameters).toMatchObject({
    operator: { before: "and", after: "sum" },
    parts: {
      after: [
        { function: "g", weight: 3 },
        { function: "f", weight: 1 },
      ],
    },
  });
  const origin = await app.call<{ origins: Record<string, ScoreOrigin> }>("GET", "/row?key=k5");
  expect(origin.body.origins.both).toMatchObject({
    version: 2,
    parts: [
      { function: "g", version: 1 },
      { function: "f", version: 2 },
    ],
  });
  const rolled = await app.call<ScoringFunction>("POST", "/functions/both/rollback", { version: 1 });
  expect(rolled.body).toMatchObject({ version: 3, servedVersion: 3, job: null, combination: { operator: "and" } });
  expect(await scoresOf(3, "both")).toEqual(old);
  await app.call("DELETE", "/functions/g?force=true");
  expect((await app.call("POST", "/functions/both/rollback", { version: 2 })).body.code).toBe("combination-unusable");
  expect((await app.call("POST", "/functions/both/versions/2/scores", {})).body.code).toBe("combination-unusable");
  expect((await app.call<VersionDiff>("GET", "/functions/both/diff?from=2")).body.rows).toBeNull();
});

test("an old version of `or` is scored from the parts that are left", async () => {
  await app.call("POST", "/functions", { name: "g", space: "mine", anchors: [{ key: "k30" }] });
  const parts = [{ function: "f" }, { function: "g" }];
  await app.call("POST", "/functions", { name: "any", kind: "combination", combination: { operator: "or", parts } });
  await app.call("PATCH", "/functions/any", { combination: { operator: "not", parts: [{ function: "f" }] } });
  await app.app.whenIdle();
  await app.call("DELETE", "/functions/g?force=true");
  expect(await scoresOf(1, "any")).toEqual(await scoresOf(2));
  await app.call("DELETE", "/functions/f?force=true");
  expect((await app.call("POST", "/functions/any/versions/1/scores", {})).body.code).toBe("combination-unusable");
});

test("a probe is rolled back to with its weights: it is not trained again", async () => {
  const anchors = Array.from({ length: 12 }, (_, i) => ({ key: `k${i}`, sign: i % 2 ? "-" : "+" }));
  await app.call("POST", "/functions", { name: "p", kind: "probe", space: "mine", anchors });
  await app.app.whenIdle();
  const old = await scoresOf(1, "p");
  await app.call("PATCH", "/functions/p", { add: [{ key: "k50" }] });
  await app.app.whenIdle();
  // Of a figure that neither version has nothing is told.
  await app.call("PATCH", "/functions/f", { kind: "probe" });
  await app.app.whenIdle();
  const changes = (await diff("from=2&to=3")).parameters;
  expect(changes.kind).toEqual({ before: "similarity", after: "probe" });
  expect(Object.keys(changes)).not.toContain("asked.regularisation");
  await app.call("POST", "/functions/p/rollback", { version: 1 });
  await app.app.whenIdle();
  expect(await scoresOf(3, "p")).toEqual(old);
  const told = (await app.call<VersionDiff>("GET", "/functions/p/diff?from=1&to=2")).body;
  expect(told.added).toMatchObject([{ key: "k50", sign: "+" }]);
  expect(told.parameters["trained.positives"]).toEqual({ before: 6, after: 7 });
  expect((await app.call<VersionDiff>("GET", "/functions/p/diff?from=1&to=3")).body.parameters).toEqual({});
});
