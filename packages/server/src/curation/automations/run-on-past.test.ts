import { afterEach, beforeEach, expect, test } from "vitest";
import { createFunction } from "../functions/functions.ts";
import { ScoringPasses } from "../functions/scoring-passes.ts";
import { storeVectors } from "../spaces/store-vectors.ts";
import { externalSpace, jobContext, storeSegment } from "../workspace.fixture.ts";
import { automationLog } from "./automation-log.ts";
import { type AutomationsTest, openAutomationsTest } from "./automations.fixture.ts";
import { deleteAutomation, editAutomation } from "./automations.ts";
import { getAutomation } from "./describe-automation.ts";
import { dryRun, endSweeps, runOnPast } from "./run-on-past.ts";

let at: AutomationsTest;
beforeEach(async () => {
  at = await openAutomationsTest();
  await at.put(["a", "b", "c", "d", "e"].map((key, i) => ({ key, labels: i < 4 ? ["apple"] : [] })));
  await at.make("apples", "label = apple", { kind: "tag", tag: "seen" });
});
afterEach(() => at.close());

const dry = (examples = 2) => dryRun(at.workspace, { filter: "label = apple", automation: "apples", examples });

test("a dry run counts the rows there are, and tells which of them were acted on", async () => {
  const none = { acted: 0, held: 0, inProject: 0 };
  expect(await dry()).toEqual({ ...none, matched: 4, wouldAct: 4, today: 4, rows: 5, examples: ["d", "c"] });
  await at.put([{ key: "f", labels: ["apple"] }]);
  await at.run();
  expect(await dry(10)).toMatchObject({ matched: 5, acted: 1, wouldAct: 4, rows: 6, examples: ["d", "c", "b", "a"] });
  expect(await dryRun(at.workspace, { filter: "", examples: 0 })).toEqual({
    ...none,
    matched: 6,
    wouldAct: 6,
    today: 6,
    rows: 6,
    examples: [],
  });
});

test("a dry run tells rows that are held back, that the project has, and how many the day has room for", async () => {
  const send = (batch: string, more: object) =>
    at.make(batch, "label = apple", { kind: "batch", project: "fruit", batch, group: "all", dailyCap: null, ...more });
  const told = (automation: string) => dryRun(at.workspace, { filter: "label = apple", automation, examples: 9 });
  await send("two", { dailyCap: 2 });
  expect(await told("two")).toMatchObject({ matched: 4, wouldAct: 4, today: 2 });
  await runOnPast(at.workspace, "two", { expect: 4 });
  await at.run();
  await send("rest", {});
  expect(await told("two")).toMatchObject({ matched: 4, acted: 2, held: 2, wouldAct: 0, today: 0, examples: [] });
  expect(await told("rest")).toMatchObject({
    acted: 0,
    held: 0,
    inProject: 2,
    wouldAct: 2,
    today: 2,
    examples: ["d", "c"],
  });
  at.setNow("2026-11-28T12:00:00.000Z");
  await at.put([{ key: "g", labels: ["apple"] }]);
  expect(await told("two")).toMatchObject({ matched: 5, acted: 2, held: 2, wouldAct: 1, today: 0, examples: ["g"] });
});

test("it acts on the rows there are when asked, in pieces, and twice on none", async () => {
  await expect(runOnPast(at.workspace, "apples", { expect: 3 })).rejects.toMatchObject({
    code: "count-changed",
    fields: { count: 4 },
  });
  await runOnPast(at.workspace, "apples", { expect: 4 });
  expect((await getAutomation(at.workspace, "apples")).waiting).toBe(5);
  expect(await at.run()).toEqual({ acted: 4, looked: 5 });
  expect(await at.tagged("seen")).toEqual(["a", "b", "c", "d"]);
  await runOnPast(at.workspace, "apples", { expect: 0 });
  expect((await at.run()).acted).toBe(0);
  const { entries } = await automationLog(at.workspace, "apples", { after: 0, limit: 100 });
  expect(entries.map(({ event }) => event).filter((event) => event === "ran-on-past").length).toBe(2);
});

test("rows whose vector is pending are looked at once it is there, also on the past", async () => {
  const space = await externalSpace(at.workspace, "own", 4);
  await storeSegment(at.workspace, space, [0]);
  await createFunction(at.workspace, { name: "like", space: "own", anchors: [{ key: "a" }] });
  const { id } = (await at.workspace.database.one("SELECT id FROM functions")) as { id: number };
  await new ScoringPasses(at.workspace).complete({ function: id, version: 1 }, jobContext());
  await at.put([{ key: "f" }, { key: "g" }], [space]);
  const unlike = 'embedding("own") != "none" and not function("like") >= 0';
  await at.make("unlike", unlike, { kind: "tag", tag: "unlike" }, { onRescore: false });
  await runOnPast(at.workspace, "unlike", {});
  await at.run();
  expect(await at.tagged("unlike")).toEqual([]);
  expect((await getAutomation(at.workspace, "unlike")).waiting).toBe(2);
  await storeSegment(at.workspace, space, [5]);
  await storeVectors(at.workspace, space, {
    rows: Uint32Array.of(6),
    vectors: new Float32Array(4),
    errors: [{ code: "decode", message: "it is no picture" }],
    only: "all",
  });
  await at.run();
  expect(await at.tagged("unlike")).toEqual(["g"]);
  expect((await getAutomation(at.workspace, "unlike")).waiting).toBe(0);
});

test("while it is paused it does not run on the past", async () => {
  await editAutomation(at.workspace, "apples", { isPaused: true, skipWaiting: false }, { isOwner: true });
  await expect(runOnPast(at.workspace, "apples", {})).rejects.toMatchObject({ code: "in-use" });
});

test("a look at all rows that is cancelled ends, and the log tells how far it came", async () => {
  await runOnPast(at.workspace, "apples", {});
  await endSweeps(at.workspace);
  expect(await at.run()).toEqual({ acted: 0, looked: 0 });
  const { entries } = await automationLog(at.workspace, "apples", { after: 0, limit: 1 });
  expect(entries[0]).toMatchObject({ event: "cancelled", detail: expect.stringContaining("0 of 5") });
});

test("a look of one that is paused stays when the job that looks is cancelled", async () => {
  await runOnPast(at.workspace, "apples", {});
  await editAutomation(at.workspace, "apples", { isPaused: true, skipWaiting: false }, { isOwner: true });
  await endSweeps(at.workspace);
  await editAutomation(at.workspace, "apples", { isPaused: false, skipWaiting: false }, { isOwner: true });
  expect((await at.run()).acted).toBe(4);
});

test("one that is deleted leaves what it did, and another of its name acts anew", async () => {
  await runOnPast(at.workspace, "apples", {});
  await at.run();
  await deleteAutomation(at.workspace, "apples");
  await expect(getAutomation(at.workspace, "apples")).rejects.toMatchObject({ code: "automation-not-found" });
  expect((await at.tagged("seen")).length).toBe(4);
  await at.make("apples", "label = apple", { kind: "tag", tag: "again" });
  await runOnPast(at.workspace, "apples", {});
  expect((await at.run()).acted).toBe(4);
  for (const table of ["automation_queue", "automation_sweeps"])
    expect(await at.workspace.database.all(`SELECT * FROM ${table}`)).toEqual([]);
});
