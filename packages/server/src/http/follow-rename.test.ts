import type { Automation } from "@pomona/contract/automations";
import type { Evaluation } from "@pomona/contract/evaluations";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { Job } from "@pomona/contract/jobs";
import type { Projection } from "@pomona/contract/projections";
import type { Slice } from "@pomona/contract/slices";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

const ROWS = 24;
let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
  const rows = Array.from({ length: ROWS }, (_, i) => ({ key: `k${i}`, text: `row ${i}`, labels: [] }));
  await app.call("POST", "/rows", { dataset: "d", rows });
  const vectors = rows.map(({ key }, i) => ({ key, vector: [Math.cos(i / ROWS), Math.sin(i / ROWS), i % 3] }));
  await app.call("POST", "/vectors", { space: "mine", vectors });
  await app.app.whenIdle();
});
afterAll(() => app.close());

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await app.call<T>(method, path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  await app.app.whenIdle();
  return answer.body as T;
}
const create = (name: string, more: object = {}) =>
  send<ScoringFunction>("POST", "/functions", {
    name,
    space: "mine",
    anchors: [{ key: "k0" }],
    threshold: 0.7,
    ...more,
  });
const slice = async (name: string): Promise<Slice | undefined> =>
  (await send<Slice[]>("GET", "/slices")).find((one) => one.name === name);
const evaluations = (name: string) => send<Evaluation[]>("GET", `/functions/${name}/evaluations`);
async function evaluate(name: string): Promise<Job> {
  const { job } = await send<{ job: string }>("POST", `/functions/${name}/evaluations`, { includeAnchors: true });
  return send<Job>("GET", `/jobs/${job}`);
}

const said = (name: string) => `function("${name}") >= 0.9`;

test("slices, their views, maps and automations name a function as it is called since it was renamed", async () => {
  await create("tf");
  await send("POST", "/projections", { name: "map", space: "mine", filter: said("tf") });
  const map = await send<Projection>("GET", "/projections/map");
  const view = { projection: "map", version: map.versions[0]?.version, camera: { x: 0, y: 0, scale: 1 } };
  await send("POST", "/slices", { name: "sl", filter: said("tf"), view: { ...view, colour: { function: "tf" } } });
  await send("POST", "/slices", {
    name: "like",
    filter: 'similarity(space "mine", like "k1") >= 0.2 and mapped("map")',
  });
  await send("POST", "/automations", { name: "au", filter: said("tf"), action: { kind: "tag", tag: "x" } });
  const before = await slice("sl");
  await send("PATCH", "/functions/tf", { name: "tfx" });
  expect(await slice("sl")).toEqual({
    ...before,
    filter: said("tfx"),
    view: { ...before?.view, colour: { function: "tfx" } },
  });
  expect(before?.rows).toBeGreaterThan(1);
  expect((await send<Automation>("GET", "/automations/au")).filter).toBe(said("tfx"));
  expect((await send<Projection>("GET", "/projections/map")).versions[0]?.filter).toBe(said("tfx"));
  await send("POST", "/projections/map/layout", {});
  const [again] = (await send<Projection>("GET", "/projections/map")).versions;
  expect(again).toMatchObject({ state: "complete", filter: said("tfx") });
  await send("PATCH", "/projections/map", { name: "chart" });
  expect((await slice("sl"))?.view?.projection).toBe("chart");
  expect(await slice("like")).toMatchObject({
    problem: null,
    filter: 'similarity(space "mine", like "k1") >= 0.2 and mapped("chart")',
  });
});

test("linked truths, a function's own too, follow with their evaluations, which stay one group", async () => {
  await create("part");
  await create("n66", { truth: { filter: said("part"), among: 'function("part") >= 0' } });
  await evaluate("n66");
  await send("PATCH", "/functions/part", { name: "whole" });
  const truth = { label: null, filter: said("whole"), among: 'function("whole") >= 0' };
  expect((await send<ScoringFunction>("GET", "/functions/n66")).truth).toEqual(truth);
  expect(await evaluate("n66")).toMatchObject({ state: "done" });
  expect((await evaluations("n66")).map((one) => one.truth)).toEqual((await evaluations("n66")).map(() => truth));
  await send("PATCH", "/functions/whole", { truth: { filter: said("whole") }, name: "self" });
  expect((await send<ScoringFunction>("GET", "/functions/self")).truth?.filter).toBe(said("self"));
});

test("a slice of its own review list follows its own name, and tells it at once", async () => {
  await send("POST", "/slices", { name: "odd", filter: "" });
  await send("PATCH", "/slices/odd", { filter: 'review("odd")' });
  const renamed = await send<Slice>("PATCH", "/slices/odd", { name: "even" });
  expect(renamed).toMatchObject({ name: "even", filter: 'review("even")', problem: null });
});

test("a truth that names what is gone is told as the linked truth, with how to link another", async () => {
  await create("doomed");
  await create("lacking", { truth: { filter: said("doomed") } });
  await send("DELETE", "/functions/doomed");
  const refused = await app.call<{ code: string; detail: string }>("POST", "/functions/lacking/evaluations", {});
  expect(refused.status).toBe(404);
  expect(refused.body).toMatchObject({ code: "function-not-found", column: 10 });
  expect(refused.body.detail).toMatch(
    /There is no function "doomed".* linked truth of the function "lacking": pomona function eval "lacking" --label LABEL --set-truth/,
  );
  const given = await app.call<{ detail: string }>("POST", "/functions/lacking/evaluations", {
    truth: { filter: said("doomed") },
  });
  expect(given.body.detail).not.toContain("linked truth");
});

test("an evaluation that starts by itself tells the same of a truth that names what is gone", async () => {
  await create("gone soon");
  await create("late", { truth: { filter: said("gone soon") } });
  await send("DELETE", "/functions/gone%20soon");
  await send("PATCH", "/functions/late", { anchors: [{ key: "k3" }] });
  const jobs = await send<Job[]>("GET", "/jobs");
  const failed = jobs.find(({ kind, state }) => kind === "evaluate" && state === "failed");
  expect(failed?.error).toContain('linked truth of the function "late"');
});
