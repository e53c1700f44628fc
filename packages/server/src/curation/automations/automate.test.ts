import type { EditedAction } from "@pomona/contract/automations";
import { afterEach, beforeEach, expect, test } from "vitest";
import { insertProjection } from "../../store/projection-table.ts";
import { createFunction, deleteFunction, editFunction } from "../functions/functions.ts";
import { ScoringPasses } from "../functions/scoring-passes.ts";
import { renameProjection } from "../projections/projections.ts";
import { createProject, editProject, listBatches } from "../projects.ts";
import { clearReviewList } from "../review-list.ts";
import { deleteRows } from "../rows/edit-rows.ts";
import { createSlice, deleteSlice, editSlice, getSlice } from "../slices.ts";
import { externalSpace, jobContext, range, storeSegment } from "../workspace.fixture.ts";
import { automate } from "./automate.ts";
import { automationLog } from "./automation-log.ts";
import { type AutomationsTest, openAutomationsTest } from "./automations.fixture.ts";
import { editAutomation } from "./automations.ts";
import { listDeliveries } from "./deliveries.ts";
import { getAutomation } from "./describe-automation.ts";

let at: AutomationsTest;
beforeEach(async () => {
  at = await openAutomationsTest();
});
afterEach(() => at.close());

const tag = (name: string) => ({ kind: "tag", tag: name }) as const;
const batch = (more: { dailyCap?: number; group?: "day" | "all" } = {}) =>
  ({
    kind: "batch",
    project: "fruit",
    batch: "new",
    group: more.group ?? "day",
    dailyCap: more.dailyCap ?? null,
  }) as const;
const owner = { isOwner: true };
const events = async (name: string) =>
  (await automationLog(at.workspace, name, { after: 0, limit: 100 })).entries.map(({ event, rows }) => [event, rows]);

test("rows that arrive and meet the filter are tagged, those there before and those that do not meet it are not", async () => {
  await at.put([{ key: "before", labels: ["apple"] }]);
  await at.make("apples", "label = apple", tag("seen"));
  await at.put([{ key: "a", labels: ["apple"], tags: ["own"] }, { key: "b" }]);
  expect(at.jobs).toContain("automate");
  expect(await at.run()).toEqual({ acted: 1, looked: 2 });
  expect(await at.tagged("seen")).toEqual(["a"]);
  expect(await at.tagged("own")).toEqual(["a"]);
  expect(await getAutomation(at.workspace, "apples")).toMatchObject({ acted: 1, waiting: 0, held: 0, problem: null });
  expect(await events("apples")).toEqual([
    ["acted", 1],
    ["created", 0],
  ]);
});

test("a row counts once in the progress, however many automations look at it and wherever a transaction ends", async () => {
  for (const name of ["one", "two", "three", "four"]) await at.make(name, "", tag(name));
  await at.put(range(0, 16).map((row) => ({ key: `k${row}` })));
  const told: number[] = [];
  const context = { ...jobContext(), progress: (done: number) => void told.push(done) };
  expect(await automate(at.workspace, { lines: 6 })({}, context)).toEqual({ acted: 64, looked: 16 });
  expect(told.at(-1)).toBe(16);
  expect(told.length).toBeGreaterThan(4);
});

test("a key is acted on once: not when its row comes again, with other labels, other content, or after it was deleted", async () => {
  await at.make("all", "", tag("seen"));
  await at.put([{ key: "a" }]);
  await at.run();
  await at.put([{ key: "a" }]);
  await at.put([{ key: "a", labels: ["apple"] }]);
  await at.put([{ key: "a", text: "changed" }]);
  expect((await at.run()).acted).toBe(0);
  expect(await at.tagged("seen")).toEqual(["a"]);
  await deleteRows(at.workspace, { include: ["a"] }, 1);
  await at.put([{ key: "a" }]);
  expect(await at.run()).toEqual({ acted: 0, looked: 1 });
  expect((await getAutomation(at.workspace, "all")).acted).toBe(1);
});

test("labels that are given later do not make a row arrive", async () => {
  await at.make("apples", "label = apple", tag("seen"));
  await at.put([{ key: "a" }]);
  await at.run();
  await at.put([{ key: "a", labels: ["apple"] }]);
  expect(await at.run()).toEqual({ acted: 0, looked: 0 });
});

test("its own tag does not make it act again, and one automation does not set off another", async () => {
  await at.make("first", 'not tag = "seen"', tag("seen"));
  await at.make("second", 'tag = "seen"', tag("twice"));
  await at.put([{ key: "a" }]);
  await at.run();
  expect(await at.run()).toEqual({ acted: 0, looked: 0 });
  expect(await at.tagged("twice")).toEqual([]);
});

test("a row waits while its vector is pending in a space that the filter depends on, and no longer", async () => {
  const space = await externalSpace(at.workspace, "own", 4);
  await at.put([{ key: "anchor" }]);
  await storeSegment(at.workspace, space, [0]);
  await createFunction(at.workspace, { name: "like", space: "own", anchors: [{ key: "anchor" }] });
  await at.make("alike", 'function("like") exists', tag("alike"));
  await at.make("any", "", tag("any"));
  await at.put([{ key: "a" }, { key: "b" }], [space]);
  await at.run();
  expect([await at.tagged("any"), await at.tagged("alike")]).toEqual([["a", "b"], []]);
  expect(await getAutomation(at.workspace, "alike")).toMatchObject({ waiting: 2, acted: 0 });
  await storeSegment(at.workspace, space, [1]);
  await at.run();
  expect(await getAutomation(at.workspace, "alike")).toMatchObject({ waiting: 1, acted: 1 });
  await storeSegment(at.workspace, space, [2]);
  await at.run();
  expect(await at.tagged("alike")).toEqual(["a", "b"]);
});

test("a new version has every row looked at again, unless the automation acts on arrival only", async () => {
  const space = await externalSpace(at.workspace, "own", 4);
  await at.put(Array.from({ length: 5 }, (_, i) => ({ key: `k${i}` })));
  await storeSegment(at.workspace, space, [0, 1, 2, 3, 4]);
  await createFunction(at.workspace, { name: "like", space: "own", anchors: [{ key: "k0" }] });
  const passes = new ScoringPasses(at.workspace);
  const { id } = (await at.workspace.database.one("SELECT id FROM functions")) as { id: number };
  const complete = (version: number) => passes.complete({ function: id, version }, jobContext());
  await complete(1);
  await at.make("rescored", 'function("like") >= 0.999', tag("rescored"));
  await at.make("arrived", 'function("like") >= 0.999', tag("arrived"), { onRescore: false });
  await at.run();
  expect(await at.tagged("rescored")).toEqual([]);
  await editFunction(at.workspace, "like", { anchors: [{ key: "k3" }] });
  await complete(2);
  expect((await getAutomation(at.workspace, "rescored")).waiting).toBe(5);
  expect((await at.run()).looked).toBe(5);
  expect([await at.tagged("rescored"), await at.tagged("arrived")]).toEqual([["k3"], []]);
  expect(await events("rescored")).toEqual([
    ["rescored", 5],
    ["acted", 1],
    ["created", 0],
  ]);
});

test("a vector that replaces one is a rescoring, the first one of a row an arrival", async () => {
  const space = await externalSpace(at.workspace, "own", 4);
  await at.put([{ key: "a" }, { key: "b" }]);
  await storeSegment(at.workspace, space, [0]);
  await at.make("ready", 'embedding("own") = "ready"', tag("arrived"), { onRescore: false });
  await at.make("again", 'embedding("own") = "ready"', tag("rescored"));
  await storeSegment(at.workspace, space, [0, 1]);
  await at.run();
  expect([await at.tagged("arrived"), await at.tagged("rescored")]).toEqual([["b"], ["a", "b"]]);
});

test("a daily cap holds rows back, and the oldest go first the next day", async () => {
  await at.make("send", "", batch({ dailyCap: 2 }));
  await at.put(["a", "b", "c", "d", "e"].map((key) => ({ key })));
  await at.run();
  await at.put([{ key: "f" }]);
  expect((await at.run()).acted).toBe(0);
  expect(await getAutomation(at.workspace, "send")).toMatchObject({ acted: 2, held: 4, waiting: 0 });
  at.setNow("2026-11-28T00:00:01.000Z");
  expect(await at.run()).toEqual({ acted: 2, looked: 2 });
  at.setNow("2026-11-29T10:00:00.000Z");
  await at.run();
  expect((await listBatches(at.workspace, "fruit")).map(({ name, rows }) => [name, rows])).toEqual([
    ["new 2026-11-27", 2],
    ["new 2026-11-28", 2],
    ["new 2026-11-29", 2],
  ]);
  const rows = await at.workspace.database.all(
    "SELECT r.key FROM batch_rows b JOIN rows r ON r.row = b.row ORDER BY b.batch, b.position",
  );
  expect(rows.map(({ key }) => key)).toEqual(["a", "b", "c", "d", "e", "f"]);
});

test("rows of the project are left out of batches and told; without groups all go in one", async () => {
  await at.make("one", "", { ...batch({ group: "all" }), batch: "one" });
  await at.make("two", "", { ...batch({ group: "all" }), batch: "two" });
  await at.put([{ key: "a" }, { key: "b" }]);
  await at.run();
  await at.put([{ key: "c" }]);
  await at.run();
  expect((await listBatches(at.workspace, "fruit")).map(({ name, rows }) => [name, rows])).toEqual([["one", 3]]);
  const { entries } = await automationLog(at.workspace, "two", { after: 0, limit: 1 });
  expect(entries[0]).toMatchObject({ event: "acted", rows: 0, detail: expect.stringContaining("1 of the rows were") });
});

test("a review list keeps rows whose content changes, and is cleared in part or whole", async () => {
  await createSlice(at.workspace, { name: "odd", filter: "" });
  await at.make("look", "", { kind: "review", slice: "odd" });
  await at.put([{ key: "a" }, { key: "b" }, { key: "c" }]);
  await at.run();
  await at.put([{ key: "a", text: "changed" }]);
  await at.run();
  expect((await getSlice(at.workspace, "odd")).reviewRows).toBe(3);
  expect(await clearReviewList(at.workspace, "odd", { filter: 'review("odd") and key = "a"' })).toEqual({ removed: 1 });
  expect(await clearReviewList(at.workspace, "odd", undefined)).toEqual({ removed: 2 });
});

test("what it acts on or asks for is gone: its rows wait and the reason is told, until it is there again", async () => {
  const space = await externalSpace(at.workspace, "own", 4);
  await at.put([{ key: "k" }]);
  await storeSegment(at.workspace, space, [0]);
  const make = () => createFunction(at.workspace, { name: "like", space: "own", anchors: [{ key: "k" }] });
  await make();
  await createSlice(at.workspace, { name: "odd", filter: "" });
  await at.make("slice", "", { kind: "review", slice: "odd" });
  await at.make("function", 'not function("like") >= 2', tag("seen"));
  await deleteSlice(at.workspace, "odd");
  await deleteFunction(at.workspace, "like");
  await at.put([{ key: "a" }]);
  expect(await at.run()).toEqual({ acted: 0, looked: 0 });
  expect(await getAutomation(at.workspace, "slice")).toMatchObject({
    waiting: 1,
    problem: expect.stringContaining("odd"),
  });
  expect(await getAutomation(at.workspace, "function")).toMatchObject({
    waiting: 1,
    problem: expect.stringContaining("like"),
  });
  await createSlice(at.workspace, { name: "odd", filter: "" });
  await make();
  expect((await at.run()).acted).toBe(2);
  expect(await events("slice")).toEqual([
    ["acted", 1],
    ["mended", 0],
    ["problem", 0],
    ["created", 0],
  ]);
});

test("while it is paused rows wait, and are acted on or left out when it goes on", async () => {
  await at.make("one", "", tag("one"), { isPaused: true });
  await at.make("two", "", tag("two"));
  await editAutomation(at.workspace, "two", { isPaused: true, skipWaiting: false }, owner);
  await at.put([{ key: "a" }]);
  expect(await at.run()).toEqual({ acted: 0, looked: 0 });
  await editAutomation(at.workspace, "one", { isPaused: false, skipWaiting: false }, owner);
  await editAutomation(at.workspace, "two", { isPaused: false, skipWaiting: true }, owner);
  await at.put([{ key: "b" }]);
  await at.run();
  expect([await at.tagged("one"), await at.tagged("two")]).toEqual([["a", "b"], ["b"]]);
});

test("calls of a webhook tell rows with their scores and versions, so many in each", async () => {
  const space = await externalSpace(at.workspace, "own", 4);
  await at.put([{ key: "k" }]);
  await storeSegment(at.workspace, space, [0]);
  await createFunction(at.workspace, { name: "like", space: "own", anchors: [{ key: "k" }] });
  await at.make("tell", 'function("like") exists', {
    kind: "webhook",
    url: "http://127.0.0.1:1/",
    secret: "0123456789",
    rowsPerCall: 2,
    allowPrivate: true,
  });
  await at.put(
    ["a", "b", "c"].map((key) => ({ key })),
    [space],
  );
  await storeSegment(at.workspace, space, [1, 2, 3]);
  await at.run();
  const { deliveries } = await listDeliveries(at.workspace, { after: 0, limit: 10 });
  expect(deliveries.map(({ rows }) => rows).sort()).toEqual([1, 2]);
  const bodies = (await at.workspace.database.all("SELECT id, body FROM deliveries ORDER BY row_count DESC")).map(
    ({ id, body }) => ({ id, ...(JSON.parse(body as string) as { rows: { key: string }[] }) }),
  );
  expect(bodies[0]).toMatchObject({
    delivery: bodies[0]?.id,
    automation: "tell",
    rows: [
      { key: "a", row: 1, dataset: "shop", scores: { like: { score: expect.any(Number), version: 1 } } },
      { key: "b" },
    ],
  });
  expect(bodies[1]?.rows.map(({ key }) => key)).toEqual(["c"]);
});

test("rows that are deleted leave the queue", async () => {
  await at.make("all", "", tag("seen"), { isPaused: true });
  await at.put([{ key: "a" }, { key: "b" }]);
  await deleteRows(at.workspace, { include: ["a"] }, 1);
  expect((await getAutomation(at.workspace, "all")).waiting).toBe(1);
});

test("a combination waits for the spaces of its parts, and a new version of a part has every row looked at again", async () => {
  const [one, other] = [await externalSpace(at.workspace, "one", 4), await externalSpace(at.workspace, "other", 4)];
  await at.put([{ key: "k" }]);
  for (const space of [one, other]) {
    await storeSegment(at.workspace, space, [0]);
    await createFunction(at.workspace, { name: space.name, space: space.name, anchors: [{ key: "k" }] });
  }
  const parts = [{ function: "one" }, { function: "other" }];
  await createFunction(at.workspace, { name: "both", kind: "combination", combination: { operator: "and", parts } });
  const passes = new ScoringPasses(at.workspace);
  const ids = await at.workspace.database.all("SELECT id FROM functions WHERE kind <> 'combination' ORDER BY id");
  for (const { id } of ids) await passes.complete({ function: id as number, version: 1 }, jobContext());
  await at.make("scored", 'function("both") exists', tag("scored"));
  await at.put([{ key: "a" }], [one, other]);
  await storeSegment(at.workspace, one, [1]);
  await at.run();
  expect(await at.tagged("scored")).toEqual([]);
  await storeSegment(at.workspace, other, [1]);
  await at.run();
  expect(await at.tagged("scored")).toEqual(["a"]);
  await editFunction(at.workspace, "one", { anchors: [{ key: "a" }] });
  await passes.complete({ function: ids[0]?.id as number, version: 2 }, jobContext());
  await at.run();
  expect(await at.tagged("scored")).toEqual(["a", "k"]);
});

test("what it names may be renamed: filter and action follow", async () => {
  const space = await externalSpace(at.workspace, "own", 4);
  await at.put([{ key: "k" }]);
  await storeSegment(at.workspace, space, [0]);
  await createFunction(at.workspace, { name: "like", space: "own", anchors: [{ key: "k" }] });
  await createSlice(at.workspace, { name: "odd", filter: "" });
  await at.make("look", 'not (function("like") >= 0.5) and not review("odd")', { kind: "review", slice: "odd" });
  await createProject(at.workspace, { name: "fruit", ontology: { classes: [] } });
  await at.make("send", 'label=apple and not project("fruit")', batch());
  await editFunction(at.workspace, "like", { name: "alike" });
  await editSlice(at.workspace, "odd", { name: "even" });
  await editProject(at.workspace, "fruit", { name: "veg" });
  expect(await getAutomation(at.workspace, "look")).toMatchObject({
    filter: 'not function("alike") >= 0.5 and not review("even")',
    action: { kind: "review", slice: "even" },
    problem: null,
  });
  expect(await getAutomation(at.workspace, "send")).toMatchObject({
    filter: 'label = "apple" and not project("veg")',
    action: { kind: "batch", project: "veg" },
    problem: null,
  });
});

test("an edit of an action keeps the cap, the grouping and the rows per call that it does not give", async () => {
  await at.make("send", 'tag = "go"', { ...batch({ dailyCap: 2 }), group: "all" });
  const sent = { kind: "batch" as const, project: "fruit", batch: "other" };
  const edit = async (action: EditedAction) =>
    (await editAutomation(at.workspace, "send", { action, skipWaiting: false }, owner)).action;
  expect(await edit(sent)).toEqual({ ...sent, group: "all", dailyCap: 2 });
  expect(await edit({ ...sent, dailyCap: null })).toEqual({ ...sent, group: "all", dailyCap: null });
  expect(await edit({ ...sent, group: "day", dailyCap: 5 })).toEqual({ ...sent, group: "day", dailyCap: 5 });
  const call = { kind: "webhook" as const, url: "https://93.184.216.34/", allowPrivate: false };
  expect(await edit(call)).toMatchObject({ url: call.url, rowsPerCall: 1000 });
  expect(await edit({ ...call, rowsPerCall: 7 })).toMatchObject({ rowsPerCall: 7 });
  expect(await edit({ ...call, url: "https://93.184.216.35/" })).toMatchObject({ rowsPerCall: 7, allowPrivate: false });
  expect(await edit(sent)).toEqual({ ...sent, group: "day", dailyCap: null });
});

test("a cap that is changed counts what went that day, and the rows of a day stay in its batch when the clock passes midnight", async () => {
  await at.make("send", 'tag = "go"', batch({ dailyCap: 2 }));
  await at.put(["a", "b", "c", "d", "e"].map((key) => ({ key, tags: ["go"] })));
  await at.run();
  const cap = (dailyCap: number) =>
    editAutomation(at.workspace, "send", { action: batch({ dailyCap }), skipWaiting: false }, owner);
  const sizes = async () =>
    (await listBatches(at.workspace, "fruit")).map(({ name, rows }) => `${name.slice(-2)}: ${rows}`);
  await cap(1);
  expect((await at.run()).acted).toBe(0);
  await cap(3);
  expect((await at.run()).acted).toBe(1);
  await editAutomation(at.workspace, "send", { isPaused: true, skipWaiting: false }, owner);
  at.setNow("2026-11-28T00:00:00.000Z");
  expect((await at.run()).acted).toBe(0);
  // What is held is not what waits: it is not left out.
  await editAutomation(at.workspace, "send", { isPaused: false, skipWaiting: true }, owner);
  await at.run();
  expect(await sizes()).toEqual(["27: 3", "28: 2"]);
  // A clock that is set back finds that day's room gone.
  at.setNow("2026-11-27T23:59:59.000Z");
  await at.put([{ key: "f", tags: ["go"] }]);
  expect((await at.run()).acted).toBe(0);
  expect(await getAutomation(at.workspace, "send")).toMatchObject({ acted: 5, held: 1, waiting: 0 });
});

test("a map that is renamed is followed as well", async () => {
  const { database, clock } = at.workspace;
  const space = await externalSpace(at.workspace, "own", 4);
  await database.write((tx) =>
    insertProjection(tx, { id: 900, name: "map", space: space.id, created: clock(), updated: clock() }),
  );
  await at.make("clusters", 'mapped("map") or not tag = "a"', tag("seen"));
  await renameProjection(at.workspace, "map", "chart");
  expect((await getAutomation(at.workspace, "clusters")).filter).toBe('mapped("chart") or not tag = "a"');
  const { entries } = await automationLog(at.workspace, "clusters", { after: 0, limit: 1 });
  expect(entries[0]).toMatchObject({ event: "edited", detail: 'The projection "map" is called "chart" now.' });
});
