import { afterEach, beforeEach, expect, test } from "vitest";
import { functionByName } from "../../store/function-table.ts";
import { appendScores } from "../../store/score-tables.ts";
import { createFunction } from "../functions/functions.ts";
import { listVersions } from "../functions/list-versions.ts";
import { scoreFunction } from "../functions/score-function.ts";
import { directionOf, jobContext, openTestSpace, range, storeSegment, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { evaluateVersions } from "./evaluate-versions.ts";
import { functionEvaluations } from "./evaluations.ts";

const ROWS = 60;
const SCORED = 40;
const DIMS = 4;
const truth = { filter: 'key in ("k1", "k2", "k3", "k50")' };
let opened: TestSpace;
let workspace: Workspace;

beforeEach(async () => {
  opened = await openTestSpace(ROWS, DIMS);
  let now = Date.UTC(2026, 0, 1);
  workspace = { ...opened.workspace, clock: () => new Date(now++) };
  await storeSegment(workspace, opened.space, range(0, ROWS));
});
afterEach(() => opened.close());

const idOf = async (name: string): Promise<number> => (await functionByName(workspace.database, name)).id;
/** A function whose first version serves while some of its rows are scored. */
async function partly(name: string, more: { truth?: typeof truth } = {}): Promise<void> {
  await createFunction(workspace, { name, space: "mine", anchors: [{ vector: [...directionOf(1, DIMS)] }], ...more });
  const version = { function: await idOf(name), version: 1 };
  const scores = { rows: range(0, SCORED), scores: range(0, SCORED).map((row) => row / 100), replaces: false };
  await workspace.database.write((tx) => appendScores(tx, version, scores));
}
async function evaluate(name: string): Promise<void> {
  const input = { function: String(await idOf(name)), versions: [1], includeAnchors: false, examples: 1, by: null };
  await evaluateVersions(workspace)(input, jobContext());
}
async function finish(name: string): Promise<void> {
  await scoreFunction(workspace)({ function: String(await idOf(name)), version: 1 }, jobContext());
}
const asked = (): number => opened.jobs.filter((kind) => kind === "evaluate").length;

test("a combination that was evaluated while the first version of a part was scored is evaluated again when that ends, and once", async () => {
  await partly("part", { truth });
  const combination = { operator: "not" as const, parts: [{ function: "part" }] };
  await createFunction(workspace, { name: "all", kind: "combination", combination, truth });
  // The scores that the part lacks are worked out for its own evaluation.
  await evaluate("part");
  await evaluate("all");
  const before = asked();
  await finish("part");
  expect(asked()).toBe(before + 1);
  expect((await listVersions(workspace, "all"))[0]?.evaluated?.isOutdated).toBe(true);
  await evaluate("all");
  expect((await functionEvaluations(workspace, "all")).map(({ rows }) => rows)).toEqual([ROWS, SCORED]);
  expect((await listVersions(workspace, "all"))[0]?.evaluated?.isOutdated).toBe(false);
  expect((await functionEvaluations(workspace, "part")).map(({ rows }) => rows)).toEqual([ROWS]);
  await finish("part");
  expect(asked()).toBe(before + 1);
});
