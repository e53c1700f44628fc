import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { removeRows } from "../../store/row-table.ts";
import { listSegments } from "../../store/segment-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { deleteRows as deleteSelection } from "../rows/edit-rows.ts";
import { directionOf, jobContext, openTestSpace, range, storeSegment, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { compactSpace } from "./compact-space.ts";
import { mergeSegments } from "./merge-segments.ts";

const DIMS = 4;
let opened: TestSpace;
let workspace: Workspace;
let space: SpaceRecord;

beforeEach(async () => {
  opened = await openTestSpace(100, DIMS);
  ({ workspace, space } = opened);
});
afterEach(() => opened.close());

const segments = () => listSegments(workspace.database, space.id);
const files = async () =>
  (await readdir(join(workspace.directory, "vectors", String(space.id)))).filter((name) => !name.endsWith(".codes"));
async function deleteRows(rows: number[]): Promise<void> {
  await workspace.database.write((tx) => removeRows(tx, rows));
  workspace.live.clear(rows);
}
async function expectVectors(rows: number[]): Promise<void> {
  const { vectors, found } = await workspace.vectors.read(
    workspace.live.target(space.id, DIMS),
    Uint32Array.from(rows),
  );
  expect([...found]).toEqual(rows.map(() => 1));
  expect([...vectors]).toEqual(rows.flatMap((row) => [...directionOf(row, DIMS)]));
}

test("many small segments become one with the same vectors, and the old files go", async () => {
  for (let i = 0; i < 10; i++) await storeSegment(workspace, space, range(i * 10, 10));
  expect(await mergeSegments(workspace, space)).toBe(10);
  expect(await segments()).toMatchObject([{ rowCount: 100 }]);
  await expectVectors(range(0, 100));
  await vi.waitFor(async () => expect(await files()).toHaveLength(1), 10_000);
});

test("a merged segment is as old as the newest of those it is made of, as the scores of its rows are", async () => {
  for (let i = 0; i < 10; i++) await storeSegment(workspace, space, range(i * 10, 10));
  const newest = "SELECT max(created) AS newest FROM segments";
  const before = await workspace.database.one(newest);
  await mergeSegments(workspace, space);
  expect(await workspace.database.one(newest)).toEqual(before);
});

test("a segment without a live vector goes at once, with its file", async () => {
  await storeSegment(workspace, space, range(0, 10));
  await storeSegment(workspace, space, range(10, 10));
  await deleteRows(range(0, 10));
  expect(await mergeSegments(workspace, space)).toBe(1);
  expect(await segments()).toHaveLength(1);
  expect(workspace.live.target(space.id, DIMS).segments).toHaveLength(1);
  await expectVectors(range(10, 10));
  await vi.waitFor(async () => expect(await files()).toHaveLength(1), 10_000);
});

test("a segment of which more than a fifth is dead is rewritten alone; one a fifth dead is not", async () => {
  await storeSegment(workspace, space, range(0, 10));
  await storeSegment(workspace, space, range(10, 10));
  await deleteRows([...range(0, 3), ...range(10, 2)]);
  expect(await mergeSegments(workspace, space)).toBe(1);
  expect((await segments()).map((segment) => segment.rowCount)).toEqual([10, 7]);
  await expectVectors([...range(3, 7), ...range(12, 8)]);
});

test("deleting rows asks for a space to be compacted once more than a fifth of a segment is dead", async () => {
  await storeSegment(workspace, space, range(0, 10));
  const remove = (key: string) => deleteSelection(workspace, { include: [key] }, 1);
  await remove("k0");
  await remove("k1");
  expect(opened.jobs).not.toContain("compact");
  await remove("k2");
  expect(opened.jobs).toContain("compact");
  expect(await compactSpace(workspace)({ space: "mine" }, jobContext())).toEqual({ done: 1 });
  expect((await segments()).map((segment) => segment.rowCount)).toEqual([7]);
  await expectVectors(range(3, 7));
  expect(await compactSpace(workspace)({ space: "gone" }, jobContext())).toEqual({ done: 0 });
});

test("a row whose vector is not to be found is not given zeros: its segments stay as they are", async () => {
  for (let i = 0; i < 8; i++) await storeSegment(workspace, space, range(i * 10, 10));
  const before = await segments();
  // Between the commit of a vector and its entry in memory.
  workspace.live.clear([3]);
  expect(await mergeSegments(workspace, space)).toBe(0);
  expect(await segments()).toEqual(before);
});

test("stops when it is aborted, and everything is still there", async () => {
  for (let i = 0; i < 8; i++) await storeSegment(workspace, space, range(i * 10, 10));
  await expect(mergeSegments(workspace, space, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  expect(await segments()).toHaveLength(8);
  await expectVectors(range(0, 80));
});

test("a space deleted while its segments are merged does not come back", async () => {
  for (let i = 0; i < 8; i++) await storeSegment(workspace, space, range(i * 10, 10));
  const { write } = workspace.vectors;
  workspace.vectors.write = async (...args) => {
    await workspace.database.write(async (tx) => {
      for (const table of ["embeddings", "segments"]) await tx.run(`DELETE FROM ${table} WHERE space = ?`, [space.id]);
      await tx.run("DELETE FROM spaces WHERE id = ?", [space.id]);
    });
    workspace.live.dropSpace(space.id);
    return write.apply(workspace.vectors, args);
  };
  expect(await mergeSegments(workspace, space)).toBe(0);
  expect(await segments()).toEqual([]);
  expect(workspace.live.target(space.id, DIMS).segments).toEqual([]);
});
