import { scoreReference } from "@pomona/compute/score-reference";
import { scoreVectors } from "@pomona/compute/score-vectors";
import type { CreateFunctionRequest } from "@pomona/contract/functions";
import { afterEach, beforeEach, expect, test } from "vitest";
import { functionByName, functionVersion } from "../../store/function-table.ts";
import { scoreTable } from "../../store/score-tables.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { directionOf, jobContext, openTestSpace, range, storeSegment, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { compareFunction } from "./compare-function.ts";
import { getFunction } from "./describe-function.ts";
import { createFunction, editFunction, rescoreFunction } from "./functions.ts";
import { compiledVersion } from "./live-functions.ts";
import { ScoringPasses } from "./scoring-passes.ts";

const DIMS = 8;
const ROWS = 300;
let opened: TestSpace;
let workspace: Workspace;
let space: SpaceRecord;

beforeEach(async () => {
  opened = await openTestSpace(ROWS + 50, DIMS);
  ({ workspace, space } = opened);
});
afterEach(() => opened.close());

const key = (row: number, sign: "+" | "-" = "+") => ({ key: `k${row}`, sign });
const anchors = [...range(0, 12).map((row) => key(row)), ...range(20, 12).map((row) => key(row, "-"))];
const create = (more: Partial<CreateFunctionRequest> = {}) =>
  createFunction(workspace, { name: "p", space: "mine", kind: "probe", anchors, ...more });
async function newest(name = "p") {
  const record = await functionByName(workspace.database, name);
  const version = await functionVersion(workspace.database, record.id, record.version);
  if (!version) throw new Error("no version");
  return version;
}
async function score(name = "p"): Promise<void> {
  const { function: id, version } = await newest(name);
  await new ScoringPasses(workspace).complete({ function: id, version }, jobContext());
}

test("a probe is trained, scored like any function, and described with its report", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const made = await create();
  expect(made).toMatchObject({ kind: "probe", state: "scoring", parameters: null, combination: null });
  expect(made.probe?.parameters).toMatchObject({ seed: 0, backgroundRows: 2000 });
  expect(made.probe?.report).toMatchObject({ positives: 12, negatives: 12, backgroundRows: ROWS - 24 });
  await score();
  expect(await getFunction(workspace, "p")).toMatchObject({ state: "complete", scored: ROWS, total: ROWS });
  const version = await newest();
  const scorer = compiledVersion(version, DIMS);
  const stored = await workspace.database.all<{ row: number; score: number }>(
    `SELECT row, score FROM ${scoreTable(version.function, 1)} ORDER BY row`,
  );
  expect(stored).toHaveLength(ROWS);
  for (const { row, score: stored_ } of stored) {
    expect(stored_).toBe(scoreVectors(directionOf(row, DIMS), DIMS, scorer)[0]);
    expect(stored_).toBeCloseTo(scoreReference(directionOf(row, DIMS), scorer), 5);
  }
});

test("the same anchors, parameters and rows give the same weights; another seed another draw", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const probe = { backgroundRows: 50 };
  await create({ name: "a", probe });
  await create({ name: "b", probe });
  await create({ name: "c", probe: { ...probe, seed: 9 } });
  const [a, b, c] = [await newest("a"), await newest("b"), await newest("c")];
  expect(b.trained).toEqual(a.trained);
  expect(c.trained?.weights).not.toEqual(a.trained?.weights);
  expect(c.trained?.report.backgroundRows).toBe(45);
});

test("arriving rows are scored by a probe in the transaction that stores them", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  await create();
  await score();
  await storeSegment(workspace, space, range(ROWS, 10));
  expect(await getFunction(workspace, "p")).toMatchObject({ state: "complete", scored: ROWS + 10, total: ROWS + 10 });
});

test("the kind is changed both ways, each with the threshold of its kind", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  await create({ kind: "similarity" });
  await score();
  const suggested = (await editFunction(workspace, "p", { kind: "probe", note: "learn" })).probe?.report.thresholds;
  const best = suggested?.find(({ aim }) => aim === "best-f1")?.threshold ?? 0.5;
  expect(await getFunction(workspace, "p")).toMatchObject({
    kind: "probe",
    version: 2,
    servedVersion: 1,
    threshold: best,
    note: "learn",
  });
  expect((await getFunction(workspace, "p", 1)).kind).toBe("similarity");
  await score();
  const back = await editFunction(workspace, "p", { kind: "similarity", parameters: { negativeWeight: 1 } });
  expect(back).toMatchObject({ threshold: 0.8, probe: null, parameters: { combine: "nearest", negativeWeight: 1 } });
  expect((await editFunction(workspace, "p", { kind: "probe", threshold: 0.25 })).threshold).toBe(0.25);
});

test("with too few positives for a suggestion the threshold is what about one random row in a hundred reaches", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const made = await create({ anchors: [key(0), key(1), key(20, "-")] });
  expect(made).toMatchObject({ threshold: 0.1, probe: { report: { folds: 0, prevalence: null } } });
  await score();
  const { aboveThreshold } = await getFunction(workspace, "p");
  expect(aboveThreshold).toBeGreaterThanOrEqual(2);
  expect(aboveThreshold).toBeLessThanOrEqual(2 + Math.ceil(ROWS / 50));
  const alone = await create({ name: "q", anchors: [key(0), key(20, "-")], probe: { backgroundRows: 0 } });
  expect(alone.threshold).toBe(0.5);
});

test("a probe that is trained again takes the threshold suggested now, unless somebody chose another", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const suggestedOf = (made: { probe: Awaited<ReturnType<typeof getFunction>>["probe"] }) =>
    made.probe?.report.thresholds.find(({ aim }) => aim === "best-f1")?.threshold;
  const first = await create({ probe: { backgroundRows: 40 } });
  expect(first.threshold).toBe(suggestedOf(first));
  await score();
  const change = { remove: ["k0", "k1", "k2", "k3"], probe: { backgroundRows: 200, seed: 3 } };
  const told = await compareFunction(workspace, "p", change);
  const second = await editFunction(workspace, "p", change);
  expect(suggestedOf(second)).toEqual(expect.any(Number));
  expect(suggestedOf(second)).not.toBe(first.threshold);
  expect(second.threshold).toBe(suggestedOf(second));
  await score();
  expect(told.after.above).toBe((await getFunction(workspace, "p")).aboveThreshold);

  await editFunction(workspace, "p", { threshold: 0.123 });
  const third = await editFunction(workspace, "p", { probe: { backgroundRows: 30 } });
  expect(third).toMatchObject({ version: 3, threshold: 0.123 });
  await score();
  await rescoreFunction(workspace, "p");
  expect(await getFunction(workspace, "p")).toMatchObject({ version: 4, threshold: 0.123 });
});

test("an edit of parameters keeps those that are not given, and other anchors are learned from", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  await create({ probe: { seed: 4, backgroundRows: 40 } });
  const edited = await editFunction(workspace, "p", {
    add: [key(50), { vector: [1, 0, 0, 0, 0, 0, 0, 0] }],
    probe: { recall: 0.5 },
  });
  expect(edited.probe?.parameters).toMatchObject({ seed: 4, backgroundRows: 40, recall: 0.5, precision: 0.9 });
  expect(edited.probe?.report).toMatchObject({ positives: 14, negatives: 12 });
  await expect(editFunction(workspace, "p", { parameters: { combine: "centroid" } })).rejects.toMatchObject({
    code: "bad-request",
  });
  expect(await editFunction(workspace, "p", { threshold: 0.3 })).toMatchObject({ version: 2, job: null });
});

test("rescoring a probe trains it again with random rows of today, and says so", async () => {
  await storeSegment(workspace, space, range(0, 100));
  await create();
  await score();
  await storeSegment(workspace, space, range(100, 200));
  await rescoreFunction(workspace, "p");
  const again = await getFunction(workspace, "p");
  expect(again).toMatchObject({
    version: 2,
    servedVersion: 1,
    note: "Version 1 trained again, with random rows of today.",
  });
  expect(again.probe?.report.backgroundRows).toBe(276);
});

test("comparing trains what the edit would train, and stores nothing", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  await create({ kind: "similarity" });
  await score();
  const told = await compareFunction(workspace, "p", { kind: "probe" });
  const edited = await editFunction(workspace, "p", { kind: "probe" });
  await score();
  const after = await getFunction(workspace, "p");
  expect(after.threshold).toBe(edited.threshold);
  expect(told.after.above).toBe(after.aboveThreshold);
  expect(told.staying + told.leaving.count).toBe(told.before.above);
});

test("a probe without anything to tell its positives from is refused", async () => {
  await storeSegment(workspace, space, [0, 1]);
  const positives = [key(0), key(1)];
  await expect(create({ anchors: positives })).rejects.toMatchObject({ code: "no-evidence" });
  await expect(create({ anchors: [key(0, "-")] })).rejects.toMatchObject({ code: "no-positive-anchor" });
  await storeSegment(workspace, space, [2]);
  await expect(create({ anchors: positives, probe: { backgroundRows: 0 } })).rejects.toMatchObject({
    code: "no-evidence",
  });
  expect((await create({ anchors: positives })).probe?.report).toMatchObject({ negatives: 0, backgroundRows: 1 });
  await expect(create({ name: "q", kind: "similarity", probe: {} })).rejects.toMatchObject({ code: "bad-request" });
});
