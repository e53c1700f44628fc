import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { functionByName } from "../../store/function-table.ts";
import { appendScores } from "../../store/score-tables.ts";
import { loadServedFunctions } from "../../store/served-functions.ts";
import { queryRows } from "../queries/query-rows.ts";
import { queryContext } from "../queries/workspace-query.ts";
import { directionOf, externalSpace, openTestSpace, storeSegment, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { compareFunction } from "./compare-function.ts";
import { getFunction, listFunctions } from "./describe-function.ts";
import { createFunction, deleteFunction, editFunction, rescoreFunction } from "./functions.ts";
import { listVersions } from "./list-versions.ts";
import { giveUp } from "./take-over.ts";
import { versionScores } from "./version-scores.ts";

const ROWS = 40;
const DIMS = 4;
let opened: TestSpace;
let workspace: Workspace;

beforeEach(async () => {
  opened = await openTestSpace(ROWS, DIMS);
  ({ workspace } = opened);
});
afterEach(() => opened.close());

type Scores = (number | null)[];
type Operator = "and" | "or" | "not" | "sum" | "product";
interface Part {
  function: string;
  weight?: number;
}

/** A similarity function that has these scores and is not complete. */
async function stored(name: string, scores: Scores): Promise<void> {
  await createFunction(workspace, { name, space: "mine", anchors: [{ vector: [...directionOf(1, DIMS)] }] });
  const { id } = await functionByName(workspace.database, name);
  const rows = scores.flatMap((score, row) => (score === null ? [] : [row]));
  const values = rows.map((row) => scores[row] as number);
  await workspace.database.write((tx) =>
    appendScores(tx, { function: id, version: 1 }, { rows, scores: values, replaces: false }),
  );
}
const combine = (name: string, operator: Operator, parts: (Part | string)[]) =>
  createFunction(workspace, {
    name,
    kind: "combination",
    combination: { operator, parts: parts.map((part) => (typeof part === "string" ? { function: part } : part)) },
  });

/** The scores of a function as SQL reads them. */
async function readBySql(name: string): Promise<Scores> {
  const table = (await loadServedFunctions(workspace.database)).find((one) => one.name === name)?.table;
  const scores: Scores = Array(ROWS).fill(null);
  if (table)
    for (const { row, score } of await workspace.database.all<{ row: number; score: number }>(
      `SELECT row, score FROM ${table} r`,
    )) {
      expect(scores[row]).toBeNull();
      scores[row] = score;
    }
  return scores;
}
const query = (request: Parameters<typeof queryRows>[1]) => queryRows(queryContext(workspace), request);

/** The arithmetic of the contract, one row at a time. */
function plain(operator: Operator, scores: Scores, weights: number[]): number | null {
  const known = scores.filter((score) => score !== null);
  if (operator === "or") return known.length === 0 ? null : Math.max(...known);
  if (known.length < scores.length) return null;
  if (operator === "and") return Math.min(...known);
  if (operator === "not") return Math.fround(1 - (known[0] as number));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (operator === "sum")
    return Math.fround(known.reduce((sum, score, i) => sum + score * (weights[i] as number), 0) / total);
  return Math.fround(known.reduce((product, score) => product * score, 1));
}

const scoreArbitrary = fc.option(
  fc.float({ min: 0, max: 1, noNaN: true }).map((score) => Math.abs(score)),
  { freq: 4 },
);
const planArbitrary = fc.record({
  leaves: fc.array(fc.array(scoreArbitrary, { minLength: ROWS, maxLength: ROWS }), { minLength: 2, maxLength: 4 }),
  nodes: fc.array(
    fc.record({
      operator: fc.constantFrom<Operator[]>("and", "or", "not", "sum", "product"),
      parts: fc.array(fc.record({ at: fc.nat(1000), weight: fc.double({ min: 0.01, max: 9, noNaN: true }) }), {
        minLength: 2,
        maxLength: 4,
      }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  threshold: fc.double({ min: 0, max: 1, noNaN: true }),
});

test("any combinations of combinations have the scores of plain arithmetic, in SQL, filters, sorts, counts and rows", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(planArbitrary, async ({ leaves, nodes, threshold }) => {
      run++;
      const known = new Map<string, Scores>();
      for (const [i, scores] of leaves.entries()) {
        known.set(`leaf ${run} ${i}`, scores);
        await stored(`leaf ${run} ${i}`, scores);
      }
      for (const [i, { operator, parts }] of nodes.entries()) {
        const names = [...known.keys()];
        const used = (operator === "not" ? parts.slice(0, 1) : parts).map(({ at, weight }) => ({
          function: names[at % names.length] as string,
          weight: operator === "sum" ? weight : 1,
        }));
        const name = `node ${run} ${i}`;
        await combine(name, operator, used);
        const columns = used.map((part) => known.get(part.function) as Scores);
        const weights = used.map(({ weight }) => weight);
        known.set(
          name,
          Array.from({ length: ROWS }, (_, row) =>
            plain(
              operator,
              columns.map((column) => column[row] ?? null),
              weights,
            ),
          ),
        );
      }
      const name = `node ${run} ${nodes.length - 1}`;
      const expected = known.get(name) as Scores;
      expect(await readBySql(name)).toEqual(expected);
      const found = await query({
        filter: `function("${name}") >= ${threshold}`,
        sort: { function: name },
        limit: 500,
      });
      const above = expected.flatMap((score, row) => (score !== null && score >= threshold ? [{ row, score }] : []));
      above.sort((a, b) => b.score - a.score || a.row - b.row);
      expect(found.rows.map((row) => row.key)).toEqual(above.map(({ row }) => `k${row}`));
      expect(found.rows.map((row) => row.scores[name])).toEqual(above.map(({ score }) => score));
      const unscored = await query({ filter: `function("${name}") unscored`, limit: 500 });
      expect(unscored.total).toBe(expected.filter((score) => score === null).length);
      const described = await getFunction(workspace, name);
      expect(described.servedScored).toBe(ROWS - unscored.total);
      expect(described.aboveThreshold).toBe(
        expected.filter((score) => score !== null && score >= Math.fround(described.threshold)).length,
      );
    }),
    { numRuns: 12 },
  );
}, 120_000);

describe("a combination", () => {
  beforeEach(async () => {
    await stored("a", [0.9, 0.2, null, 0.5]);
    await stored("b", [0.4, 0.8, 0.6, null]);
  });

  test("follows its parts without being scored, also under their new names", async () => {
    expect(await combine("both", "and", ["a", "b"])).toMatchObject({ job: null, space: null, anchors: [] });
    expect((await readBySql("both")).slice(0, 4)).toEqual([Math.fround(0.4), Math.fround(0.2), null, null]);
    await editFunction(workspace, "a", { name: "c" });
    const { id } = await functionByName(workspace.database, "b");
    await workspace.database.write((tx) =>
      appendScores(tx, { function: id, version: 1 }, { rows: [0], scores: [0.95], replaces: true }),
    );
    expect((await readBySql("both"))[0]).toBe(Math.fround(0.9));
    expect((await getFunction(workspace, "both")).combination?.parts.map((part) => part.function)).toEqual(["c", "b"]);
    expect((await getFunction(workspace, "c")).usedBy).toEqual(["both"]);
  });

  test("is edited at once, as a new version", async () => {
    await combine("one", "and", ["a", "b"]);
    const edited = await editFunction(workspace, "one", {
      combination: { operator: "sum", parts: [{ function: "a", weight: 3 }, { function: "b" }] },
      note: "softer",
    });
    expect(edited).toMatchObject({ version: 2, servedVersion: 2, job: null, note: "softer" });
    expect((await readBySql("one"))[0]).toBe(Math.fround((Math.fround(0.9) * 3 + Math.fround(0.4)) / 4));
    expect((await getFunction(workspace, "one", 1)).combination?.operator).toBe("and");
    await expect(editFunction(workspace, "one", { add: [{ key: "k0" }] })).rejects.toMatchObject({
      code: "bad-request",
    });
    await expect(rescoreFunction(workspace, "one")).rejects.toMatchObject({ code: "bad-request" });
  });

  test("is compared with what it would be", async () => {
    await combine("one", "and", ["a", "b"]);
    const told = await compareFunction(workspace, "one", {
      combination: { operator: "or", parts: [{ function: "a" }, { function: "b" }] },
      threshold: 0.5,
    });
    expect(told).toMatchObject({ before: { above: 0, scored: 2 }, after: { above: 4, scored: 4 } });
    expect(told.entering.examples.map(({ key }) => key)).toEqual(["k2", "k1", "k3", "k0"]);
  });

  test("is refused with a cycle, whose path is named", async () => {
    await combine("one", "not", ["a"]);
    await combine("two", "or", ["one", "b"]);
    await combine("three", "product", ["two", "b"]);
    const edit = editFunction(workspace, "one", { combination: { operator: "not", parts: [{ function: "three" }] } });
    await expect(edit).rejects.toMatchObject({
      code: "combination-unusable",
      fields: { path: ["one", "three", "two", "one"] },
      message: expect.stringContaining("one → three → two → one"),
    });
    const self = editFunction(workspace, "one", { combination: { operator: "not", parts: [{ function: "one" }] } });
    await expect(self).rejects.toMatchObject({ fields: { path: ["one", "one"] } });
  });

  test.each<[string, Operator, (Part | string)[], string]>([
    ["unknown parts", "and", ["a", "x"], 'no function "x"'],
    ["too many parts", "not", ["a", "b"], "takes one function, not 2"],
    ["too few parts", "and", ["a"], "at least two functions, not 1"],
    ["weights of another operator", "and", ["a", { function: "b", weight: 2 }], "Weights are of `sum` alone"],
  ])("is refused with %s", async (_, operator, parts, message) => {
    await expect(combine("bad", operator, parts)).rejects.toMatchObject({
      code: "combination-unusable",
      message: expect.stringContaining(message),
    });
  });

  test("is refused beyond sixteen levels", async () => {
    let below = "a";
    for (let level = 1; level <= 16; level++) {
      await combine(`level ${level}`, "not", [below]);
      below = `level ${level}`;
    }
    await expect(combine("level 17", "not", [below])).rejects.toMatchObject({ code: "combination-unusable" });
    expect((await readBySql("level 16"))[0]).toBeCloseTo(0.9, 5);
  });

  test("keeps its parts from being deleted, unless by force; then it says what it lacks", async () => {
    await combine("both", "and", ["a", "b"]);
    await combine("any", "or", ["a", "b"]);
    await expect(deleteFunction(workspace, "a")).rejects.toMatchObject({
      code: "in-use",
      fields: { needing: ['function "any"', 'function "both"'] },
    });
    await deleteFunction(workspace, "a", true);
    const error = expect.stringContaining("was deleted. Give it other parts");
    expect(await getFunction(workspace, "both")).toMatchObject({ state: "failed", scored: 0, error });
    expect(await getFunction(workspace, "any")).toMatchObject({ state: "stale", scored: 3, error });
    await combine("above", "not", ["both"]);
    for (const name of ["both", "above"])
      expect(await listVersions(workspace, name)).toMatchObject([{ state: "failed", isServed: false, error }]);
    expect(await listVersions(workspace, "any")).toMatchObject([{ state: "complete", isServed: true, error: null }]);
    await deleteFunction(workspace, "above");
    expect((await getFunction(workspace, "both")).combination?.parts[0]).toMatchObject({
      function: null,
      state: "failed",
    });
    expect((await readBySql("both")).every((score) => score === null)).toBe(true);
    expect((await query({ filter: 'function("both") exists' })).total).toBe(0);
    await deleteFunction(workspace, "both");
  });

  test("is scoring while a part is, complete when both are, stale and failed with them", async () => {
    await combine("both", "and", ["a", "b"]);
    expect(await getFunction(workspace, "both")).toMatchObject({ state: "complete", scored: 2, total: 2 });
    const record = await functionByName(workspace.database, "a");
    await workspace.database.write((tx) => giveUp(tx, record, "no disk"));
    expect(await getFunction(workspace, "a")).toMatchObject({ state: "failed", error: "no disk" });
    expect(await getFunction(workspace, "both")).toMatchObject({ state: "failed", scored: 0 });
    expect((await listFunctions(workspace)).map(({ name, state }) => [name, state])).toEqual([
      ["a", "failed"],
      ["b", "complete"],
      ["both", "failed"],
    ]);
  });
});

test("a combination that is given no threshold has what it makes of those of its parts", async () => {
  await stored("a", [0.5, 0.2, 0.9]);
  await stored("b", [0.3, 0.3, 0.2]);
  await editFunction(workspace, "a", { threshold: 0.5 });
  await editFunction(workspace, "b", { threshold: 0.3 });
  const thresholds: [Operator, (Part | string)[], number][] = [
    ["and", ["a", "b"], 0.3],
    ["or", ["a", "b"], 0.5],
    ["not", ["a"], 0.5],
    ["sum", [{ function: "a", weight: 3 }, "b"], 0.45],
    ["product", ["a", "b"], 0.15],
  ];
  for (const [operator, parts, threshold] of thresholds) {
    const made = await combine(operator, operator, parts);
    expect(made.threshold).toBeCloseTo(threshold, 5);
    // The first row is just a hit of each part, and so of what is made of them.
    const hits = await query({ filter: `function("${operator}") >= ${made.threshold}` });
    expect(hits.rows.map(({ key }) => key)).toContain("k0");
  }
});

test("rows whose vector is there and whose score is not make a combination scoring", async () => {
  const [mine] = await workspace.database.all<{ id: number }>("SELECT id FROM spaces");
  await createFunction(workspace, { name: "a", space: "mine", anchors: [{ vector: [1, 0, 0, 0] }] });
  await combine("inverse", "not", ["a"]);
  // Stored without its scores, as a version that is being scored has them.
  const live = await getFunction(workspace, "inverse");
  expect(live).toMatchObject({ state: "complete", total: 0 });
  await storeSegment(workspace, { id: mine?.id, dims: DIMS } as Parameters<typeof storeSegment>[1], [0, 1, 2]);
  expect(await getFunction(workspace, "inverse")).toMatchObject({ state: "complete", scored: 3, total: 3 });
  const { id } = await functionByName(workspace.database, "a");
  await workspace.database.write((tx) => tx.run(`DELETE FROM scores_${id}_1 WHERE row = 1`));
  expect(await getFunction(workspace, "inverse")).toMatchObject({ state: "scoring", scored: 2, total: 3 });
});

test("a combination of parts that have scores and share no row says that no row can have one", async () => {
  await stored("a", []);
  const other = await externalSpace(workspace, "other", DIMS);
  await createFunction(workspace, { name: "b", space: "other", anchors: [{ vector: [1, 0, 0, 0] }] });
  await storeSegment(workspace, opened.space, [0, 1, 2]);
  for (const operator of ["and", "product", "sum", "or"] as const) await combine(operator, operator, ["a", "b"]);
  // A part without any scores may yet get some of the same rows.
  expect((await getFunction(workspace, "and")).error).toBeNull();
  await storeSegment(workspace, other, [3, 4]);
  for (const operator of ["and", "product", "sum"])
    expect(await getFunction(workspace, operator)).toMatchObject({
      state: "complete",
      total: 0,
      error: expect.stringContaining("none that all of them score"),
    });
  const listed = (await listFunctions(workspace)).map(({ name, error }) => [name, error !== null]);
  expect(Object.fromEntries(listed)).toEqual({ a: false, b: false, and: true, product: true, sum: true, or: false });
  await storeSegment(workspace, other, [2]);
  expect(await getFunction(workspace, "and")).toMatchObject({ scored: 1, error: null });
});

test("queries say why a function that they name has no scores, at any depth, and no version of it can be read", async () => {
  await stored("a", [0.5]);
  await stored("b", [0.5]);
  await combine("inner", "and", ["a", "b"]);
  await combine("outer", "not", ["inner"]);
  await combine("any", "or", ["inner", "b"]);
  const filter = 'function("outer") >= 0';
  const errors = async (asked: Parameters<typeof query>[0]) =>
    Object.fromEntries(Object.entries((await query(asked)).origins).map(([name, { error }]) => [name, error]));
  expect(await errors({ filter })).toEqual({ outer: null });
  const record = await functionByName(workspace.database, "a");
  await workspace.database.write((tx) => giveUp(tx, record, "The disk is full."));
  expect(await errors({ filter, scores: ["a"] })).toEqual({
    a: "The disk is full.",
    outer: 'Its part "inner" has no scores: Its part "a" has no scores: The disk is full.',
  });
  expect(await errors({ sort: { function: "any" } })).toEqual({ any: null });
  const first = { name: "outer", version: 1, limit: 10 };
  await expect(versionScores(workspace, queryContext(workspace), first)).rejects.toMatchObject({
    code: "combination-unusable",
    message: expect.stringContaining("The disk is full."),
  });
  await deleteFunction(workspace, "a", true);
  expect((await errors({ filter })).outer).toContain("A function that it is made of was deleted.");
});
