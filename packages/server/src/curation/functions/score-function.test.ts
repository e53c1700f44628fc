import { readdir } from "node:fs/promises";
import { scoreVectors } from "@pomona/compute/score-vectors";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type FunctionRecord, functionById, functionVersion } from "../../store/function-table.ts";
import { removeRows } from "../../store/row-table.ts";
import { countUnscored, scoreTable } from "../../store/score-tables.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { storeVectors } from "../spaces/store-vectors.ts";
import {
  directionOf,
  externalSpace,
  jobContext,
  openTestSpace,
  range,
  storeSegment,
  type TestSpace,
} from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { createFunction, deleteFunction, editFunction, rescoreFunction } from "./functions.ts";
import { compiledVersion } from "./live-functions.ts";
import { ScoringPasses } from "./scoring-passes.ts";

const DIMS = 8;
const ROWS = 400;
let opened: TestSpace;
let workspace: Workspace;
let space: SpaceRecord;
let passes: ScoringPasses;

beforeEach(async () => {
  opened = await openTestSpace(ROWS + 100, DIMS);
  ({ workspace, space } = opened);
  passes = new ScoringPasses(workspace);
});
afterEach(() => opened.close());

const anchor = (row: number, sign: "+" | "-" = "+") => ({ vector: [...directionOf(row, DIMS, 0.3)], sign });
const newest = async (name: string): Promise<FunctionRecord> => {
  const row = await workspace.database.one<{ id: number }>("SELECT id FROM functions WHERE name = ?", [name]);
  return (await functionById(workspace.database, row?.id ?? -1)) as FunctionRecord;
};
async function create(name: string, seed = 1): Promise<{ function: number; version: number }> {
  await createFunction(workspace, {
    name,
    space: "mine",
    anchors: [anchor(seed), anchor(seed + 50), anchor(seed + 90, "-")],
    threshold: 0.5,
  });
  return ref(name);
}
const ref = async (name: string) => {
  const { id, version } = await newest(name);
  return { function: id, version };
};
const scoresOf = (version: { function: number; version: number }) =>
  workspace.database.all<{ row: number; score: number }>(
    `SELECT row, score FROM ${scoreTable(version.function, version.version)} ORDER BY row`,
  );
/** What the version scores, worked out one vector at a time. */
async function expected(version: { function: number; version: number }, rows: readonly number[], seed = 0) {
  const stored = await functionVersion(workspace.database, version.function, version.version);
  if (!stored) throw new Error("no such version");
  const scorer = compiledVersion(stored, DIMS);
  return rows.map((row) => ({ row, score: scoreVectors(directionOf(row, DIMS, seed), DIMS, scorer)[0] }));
}
/** Counts the scans, and how many functions each scored. */
function watchScans(): number[] {
  const scans: number[] = [];
  const { score } = workspace.vectors;
  workspace.vectors.score = (target, scorers, options) => {
    scans.push(scorers.length);
    return score.call(workspace.vectors, target, scorers, options);
  };
  return scans;
}

test("several functions scored in one pass have the same bits as one at a time, and each takes over", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const versions = [];
  for (let i = 0; i < 10; i++) versions.push(await create(`f${i}`, i));
  const scans = watchScans();
  const results = await Promise.all(versions.map((version) => passes.complete(version, jobContext())));
  expect(results.map(({ done }) => done)).toEqual(versions.map(() => ROWS));
  expect(scans.length).toBeLessThanOrEqual(2);
  for (const version of versions) {
    expect(await scoresOf(version)).toEqual(await expected(version, range(0, ROWS)));
    const stored = await functionVersion(workspace.database, version.function, version.version);
    expect(stored?.state).toBe("complete");
  }
  expect((await readdir(workspace.directory)).filter((name) => name.startsWith("scoring-"))).toEqual([]);
});

test("memory bounds how many functions one scan scores", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const versions = [];
  for (let i = 0; i < 7; i++) versions.push(await create(`f${i}`, i));
  const scans = watchScans();
  const narrow = new ScoringPasses(workspace, { columnBytes: 3 * 4 * (ROWS + 100) });
  await Promise.all(versions.map((version) => narrow.complete(version, jobContext())));
  expect(Math.max(...scans)).toBe(3);
  for (const version of versions) expect(await scoresOf(version)).toHaveLength(ROWS);
});

test("functions of different spaces are each scored in their own", async () => {
  const other = await externalSpace(workspace, "other", DIMS);
  await storeSegment(workspace, space, range(0, 20));
  await storeSegment(workspace, other, range(10, 20), 5);
  const mine = await create("a");
  await createFunction(workspace, { name: "b", space: "other", anchors: [anchor(4)], threshold: 0.5 });
  const theirs = await ref("b");
  await Promise.all([passes.complete(mine, jobContext()), passes.complete(theirs, jobContext())]);
  expect(await scoresOf(mine)).toEqual(await expected(mine, range(0, 20)));
  expect(await scoresOf(theirs)).toEqual(await expected(theirs, range(10, 20), 5));
});

test("cancelling one of several leaves the others to be completed", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const [a, b, c] = [await create("a", 1), await create("b", 2), await create("c", 3)];
  const stop = new AbortController();
  const { score } = workspace.vectors;
  workspace.vectors.score = async (...args) => {
    const columns = await score.apply(workspace.vectors, args);
    stop.abort(new Error("enough"));
    return columns;
  };
  const jobs = [
    passes.complete(a, jobContext()),
    passes.complete(b, jobContext(stop.signal)),
    passes.complete(c, jobContext()),
  ];
  const [first, second, third] = await Promise.allSettled(jobs);
  expect(first).toMatchObject({ status: "fulfilled", value: { done: ROWS } });
  expect(third).toMatchObject({ status: "fulfilled", value: { done: ROWS } });
  expect(second).toMatchObject({ status: "rejected", reason: { message: "enough" } });
  expect(await scoresOf(b)).toEqual([]);
  expect((await functionVersion(workspace.database, b.function, b.version))?.state).toBe("scoring");
  workspace.vectors.score = score;
  expect(await passes.complete(b, jobContext())).toEqual({ done: ROWS });
});

test("when all are stopped the scan ends, and nothing is written after the last one is answered", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const versions = [await create("a", 1), await create("b", 2)];
  const stop = new AbortController();
  let isScanAborted = false;
  workspace.vectors.score = (_target, _scorers, options) =>
    new Promise((_, reject) => {
      options?.signal?.addEventListener("abort", () => {
        isScanAborted = true;
        reject(options.signal?.reason as Error);
      });
      setTimeout(() => stop.abort(new Error("stopping")), 5);
    });
  const settled = await Promise.allSettled(
    versions.map((version) => passes.complete(version, jobContext(stop.signal))),
  );
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(isScanAborted).toBe(true);
  for (const version of versions)
    expect((await functionVersion(workspace.database, version.function, version.version))?.state).toBe("scoring");
});

test("scores that a crash left half stored are kept, and only the rest is stored", async () => {
  await storeSegment(workspace, space, range(0, ROWS));
  const version = await create("a");
  await workspace.database.write((tx) =>
    tx.run(`INSERT INTO ${scoreTable(version.function, version.version)} SELECT range, 0.125 FROM range(100)`),
  );
  expect(await passes.complete(version, jobContext())).toEqual({ done: ROWS - 100 });
  const scores = await scoresOf(version);
  expect(scores.slice(0, 100).every(({ score }) => score === 0.125)).toBe(true);
  expect(scores.slice(100)).toEqual(await expected(version, range(100, ROWS - 100)));
});

test("a vector replaced or deleted while its function is scored keeps no old score", async () => {
  await storeSegment(workspace, space, range(0, 50));
  const version = await create("a");
  const { score } = workspace.vectors;
  workspace.vectors.score = async (...args) => {
    const columns = await score.apply(workspace.vectors, args);
    workspace.vectors.score = score;
    await storeSegment(workspace, space, range(5, 5), 7);
    await workspace.database.write((tx) => removeRows(tx, range(20, 5)));
    workspace.live.clear(range(20, 5));
    await storeSegment(workspace, space, range(60, 5));
    return columns;
  };
  await passes.complete(version, jobContext());
  expect(await scoresOf(version)).toEqual([
    ...(await expected(version, range(0, 5))),
    ...(await expected(version, range(5, 5), 7)),
    ...(await expected(version, [...range(10, 10), ...range(25, 25), ...range(60, 5)])),
  ]);
});

test("an edit makes one version be scored, and the one before serves until then", async () => {
  await storeSegment(workspace, space, range(0, 50));
  const [a, b] = [await create("a", 1), await create("b", 2)];
  await Promise.all([passes.complete(a, jobContext()), passes.complete(b, jobContext())]);
  await editFunction(workspace, "a", { add: [anchor(33)] });
  expect(await newest("a")).toMatchObject({ version: 2, servedVersion: 1 });
  const scans = watchScans();
  const edited = await ref("a");
  expect(await passes.complete(edited, jobContext())).toEqual({ done: 50 });
  expect(scans).toEqual([1]);
  expect(await newest("a")).toMatchObject({ version: 2, servedVersion: 2 });
  await expect(scoresOf(a)).rejects.toThrow("does not exist");
  expect(await scoresOf(edited)).toEqual(await expected(edited, range(0, 50)));
});

test("a function deleted, or edited again, while it is scored ends its job and spoils no other", async () => {
  await storeSegment(workspace, space, range(0, 50));
  const [a, b, c] = [await create("a", 1), await create("b", 2), await create("c", 3)];
  const { score } = workspace.vectors;
  workspace.vectors.score = async (...args) => {
    const columns = await score.apply(workspace.vectors, args);
    workspace.vectors.score = score;
    await deleteFunction(workspace, "a");
    await editFunction(workspace, "b", { add: [anchor(33)] });
    return columns;
  };
  const results = await Promise.all([a, b, c].map((version) => passes.complete(version, jobContext())));
  expect(results).toEqual([{ done: 0 }, { done: 0 }, { done: 50 }]);
});

test("rows whose vectors are in no segment end their job with a reason, and only theirs", async () => {
  await storeSegment(workspace, space, range(0, 50));
  const version = await create("a");
  workspace.live.clear([7]);
  await expect(passes.complete(version, jobContext())).rejects.toThrow("1 rows of the function");
  expect((await functionVersion(workspace.database, version.function, version.version))?.state).toBe("failed");
});

test("a version that failed serves no more when it is the first, else the one before goes on serving", async () => {
  await storeSegment(workspace, space, range(0, 50));
  const first = await create("a");
  expect(await newest("a")).toMatchObject({ servedVersion: 1 });
  workspace.live.clear([7]);
  await expect(passes.complete(first, jobContext())).rejects.toThrow();
  expect(await newest("a")).toMatchObject({ version: 1, servedVersion: null });
  await storeSegment(workspace, space, range(0, 50));
  await rescoreFunction(workspace, "a");
  await passes.complete(await ref("a"), jobContext());
  expect(await newest("a")).toMatchObject({ version: 2, servedVersion: 2 });
  workspace.live.clear([7]);
  await rescoreFunction(workspace, "a");
  await expect(passes.complete(await ref("a"), jobContext())).rejects.toThrow();
  expect(await newest("a")).toMatchObject({ version: 3, servedVersion: 2 });
});

test("arrivals are scored once by every function, in the transaction that stores them", async () => {
  await storeSegment(workspace, space, range(0, 10));
  const versions = [];
  for (let i = 0; i < 12; i++) versions.push(await create(`f${i}`, i));
  await Promise.all(versions.map((version) => passes.complete(version, jobContext())));
  const calls = vi.spyOn(workspace.scoring, "score");
  await storeSegment(workspace, space, range(10, 30));
  expect(calls.mock.calls.map(([, , scorers]) => scorers.length)).toEqual([12]);
  for (const version of versions) {
    expect(await scoresOf(version)).toEqual(await expected(version, range(0, 40)));
    expect(await countUnscored(workspace.database, version, space.id)).toBe(0);
  }
  await storeSegment(workspace, space, range(5, 10), 3);
  for (const version of versions) {
    const rows = [...range(0, 5), ...range(15, 25)];
    const scores = [...(await expected(version, rows)), ...(await expected(version, range(5, 10), 3))];
    expect(await scoresOf(version)).toEqual(scores.sort((x, y) => x.row - y.row));
  }
});

test("a version made between scoring an arriving batch and its commit covers the batch", async () => {
  await storeSegment(workspace, space, range(0, 10));
  const before = await create("a");
  await passes.complete(before, jobContext());
  const { write } = workspace.vectors;
  workspace.vectors.write = async (...args) => {
    workspace.vectors.write = write;
    const written = await write.apply(workspace.vectors, args);
    await editFunction(workspace, "a", { add: [anchor(33)] });
    await create("b", 5);
    return written;
  };
  await storeSegment(workspace, space, range(10, 10));
  const [edited, made] = [await ref("a"), await ref("b")];
  expect(edited.version).toBe(2);
  for (const version of [before, edited, made])
    expect((await scoresOf(version)).filter(({ row }) => row >= 10)).toEqual(await expected(version, range(10, 10)));
});

test("a row whose vector is replaced by a failure has no score any more", async () => {
  await storeSegment(workspace, space, range(0, 10));
  const version = await create("a");
  await passes.complete(version, jobContext());
  await storeVectors(workspace, space, {
    rows: Uint32Array.of(3),
    vectors: new Float32Array(DIMS),
    errors: [{ code: "decode", message: "broken" }],
    only: "all",
  });
  expect((await scoresOf(version)).map(({ row }) => row)).toEqual(range(0, 10).filter((row) => row !== 3));
});
