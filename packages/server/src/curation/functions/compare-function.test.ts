import type { EditFunctionRequest, ScoringFunction } from "@pomona/contract/functions";
import { afterEach, beforeEach, expect, it } from "vitest";
import { scoreTable } from "../../store/score-tables.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import {
  directionOf,
  externalSpace,
  jobContext,
  openTestWorkspace,
  storeSegment,
  type TestWorkspace,
} from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { compareFunction } from "./compare-function.ts";
import { getFunction, listFunctions } from "./describe-function.ts";
import { createFunction, editFunction } from "./functions.ts";
import { ScoringPasses } from "./scoring-passes.ts";

const DIMS = 8;
const ROWS = 300;
const THRESHOLD = 0.7;
let opened: TestWorkspace;
let workspace: Workspace;
let mine: SpaceRecord;
let other: SpaceRecord;
let passes: ScoringPasses;
const rows = Array.from({ length: ROWS }, (_, row) => row);
const anchor = (row: number, sign: "+" | "-" = "+") => ({ key: `k${row}`, sign });

beforeEach(async () => {
  opened = await openTestWorkspace(ROWS);
  workspace = opened.workspace;
  mine = await externalSpace(workspace, "mine", DIMS);
  other = await externalSpace(workspace, "other", 6);
  await storeSegment(workspace, mine, rows);
  await storeSegment(workspace, other, rows.slice(0, 200), 0.9);
  passes = new ScoringPasses(workspace);
  await createFunction(workspace, {
    name: "f",
    space: "mine",
    anchors: [anchor(1), anchor(40), { vector: [...directionOf(7, DIMS)], sign: "-" }],
    threshold: THRESHOLD,
  });
  await score();
});
afterEach(() => opened.close());

async function score(): Promise<void> {
  const { id, version } = (await workspace.database.one<{ id: number; version: number }>(
    "SELECT id, version FROM functions",
  )) as { id: number; version: number };
  await passes.complete({ function: id, version }, jobContext());
}
/** Scores that filters see, by key. */
async function served(): Promise<Map<string, number>> {
  const record = await workspace.database.one<{ id: number; served_version: number }>("SELECT * FROM functions");
  const scores = await workspace.database.all<{ key: string; score: number }>(
    `SELECT key, score FROM rows JOIN ${scoreTable(record?.id ?? 0, record?.served_version ?? 0)} USING (row)`,
  );
  return new Map(scores.map(({ key, score: value }) => [key, value]));
}

const edits: [string, EditFunctionRequest][] = [
  ["another threshold", { threshold: 0.62 }],
  ["an anchor more", { add: [anchor(90)] }],
  [
    "a flipped anchor and the mean",
    { anchors: [{ keep: 1 }, { keep: 0, sign: "-" }], parameters: { combine: "centroid" } },
  ],
  [
    "the raw vector kept, with another weight",
    { anchors: [{ keep: 2, sign: "+" }], parameters: { negativeWeight: 2 } },
  ],
  ["another space", { space: "other", anchors: [{ keep: 0 }, { keep: 1, sign: "-" }], threshold: 0.55 }],
];

it.each(edits)("tells what %s changes, exactly as the saved version then has it", async (_name, edit) => {
  const old = await served();
  const told = await compareFunction(workspace, "f", { ...edit, examples: 5, bins: 10 });
  const before = new Set([...old].filter(([, value]) => value >= Math.fround(THRESHOLD)).map(([key]) => key));
  expect(told.before).toMatchObject({ above: before.size, scored: ROWS });

  await editFunction(workspace, "f", edit);
  await score();
  const now = await served();
  const threshold = Math.fround(edit.threshold ?? THRESHOLD);
  const after = new Set([...now].filter(([, value]) => value >= threshold).map(([key]) => key));
  const entering = [...after].filter((key) => !before.has(key));
  const leaving = [...before].filter((key) => !after.has(key));
  expect(told.after).toMatchObject({ above: after.size, scored: now.size });
  expect([told.entering.count, told.leaving.count]).toEqual([entering.length, leaving.length]);
  expect(told.staying).toBe(after.size - entering.length);
  expect(entering.length + leaving.length).toBeGreaterThan(0);
  for (const { key, before: was, after: is } of [...told.entering.examples, ...told.leaving.examples])
    expect([was, is]).toEqual([old.get(key) ?? null, now.get(key) ?? null]);
  expect(told.entering.examples.every(({ key }) => entering.includes(key))).toBe(true);
  expect(told.entering.examples).toHaveLength(Math.min(5, entering.length));
  expect(told.after.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(now.size);
});

it("stores nothing", async () => {
  await compareFunction(workspace, "f", { add: [anchor(90)] });
  expect(await getFunction(workspace, "f")).toMatchObject({ version: 1, threshold: THRESHOLD });
});

it("refuses to keep an anchor that is not there, and to take a raw vector into another space", async () => {
  await expect(compareFunction(workspace, "f", { anchors: [{ keep: 3 }] })).rejects.toMatchObject({
    code: "not-found",
  });
  await expect(compareFunction(workspace, "f", { space: "other" })).rejects.toMatchObject({ code: "anchor-unusable" });
  await expect(compareFunction(workspace, "f", { anchors: [{ keep: 2 }] })).rejects.toMatchObject({
    code: "no-positive-anchor",
  });
});

it("keeps the scores of the space before until the new space is scored", async () => {
  const old = await served();
  await editFunction(workspace, "f", { space: "other", anchors: [{ keep: 0 }] });
  expect(await getFunction(workspace, "f")).toMatchObject({
    space: "other",
    version: 2,
    servedVersion: 1,
    state: "scoring",
    total: 200,
  });
  expect(await served()).toEqual(old);
  // What gets a vector meanwhile is scored by the version that reads that space.
  await storeSegment(workspace, mine, [0], 0.4);
  expect((await served()).get("k0")).not.toBe(old.get("k0"));
  await score();
  expect((await served()).size).toBe(200);
});

it("counts the newest rows of every function apart, in steps of arrival", async () => {
  const scores = await served();
  const [described] = (await listFunctions(workspace)) as [ScoringFunction];
  expect(described.arrivals.rowsPerStep).toBe(15);
  const expected = Array.from({ length: 20 }, (_, step) => {
    const keys = rows.slice(step * 15, step * 15 + 15).map((row) => `k${row}`);
    return { scored: 15, above: keys.filter((key) => (scores.get(key) ?? 0) >= Math.fround(THRESHOLD)).length };
  });
  expect(described.arrivals.steps).toEqual(expected);
  expect(described).toMatchObject({
    scored: ROWS,
    servedScored: ROWS,
    aboveThreshold: expected.reduce((sum, step) => sum + step.above, 0),
  });
  expect(await getFunction(workspace, "f")).toEqual(described);
});
