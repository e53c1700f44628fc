import { afterEach, beforeEach, expect, test } from "vitest";
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
  expect(await dry()).toEqual({ matched: 4, acted: 0, rows: 5, examples: ["d", "c"] });
  await at.put([{ key: "f", labels: ["apple"] }]);
  await at.run();
  expect(await dry(10)).toEqual({ matched: 5, acted: 1, rows: 6, examples: ["d", "c", "b", "a"] });
  expect(await dryRun(at.workspace, { filter: "", examples: 0 })).toEqual({
    matched: 6,
    acted: 0,
    rows: 6,
    examples: [],
  });
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
