import { Problem } from "@pomona/contract/problems";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listSegments } from "../../store/segment-table.ts";
import { type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import { directionOf, jobContext, openTestSpace, range, storeSegment, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { createDerivedSpace, deriveSpace, maybeMakeDerivedSpace } from "./derived-space.ts";
import { deriveVectors } from "./derived-vectors.ts";
import { deleteSpace } from "./spaces.ts";

const DIMS = 4;
let opened: TestSpace;
let workspace: Workspace;
let source: SpaceRecord;

beforeEach(async () => {
  opened = await openTestSpace(1000, DIMS);
  ({ workspace, space: source } = opened);
});
afterEach(() => opened.close());

const makeDerived = () =>
  createDerivedSpace(
    workspace,
    { name: "half", from: "mine", dims: 2, exponent: 0.25 },
    { version: 1, suggested: false },
  );
const derive = (signal?: AbortSignal) => deriveSpace(workspace)({ space: "half" }, jobContext(signal));
const half = () => spaceByName(workspace.database, "half");
async function readVectors(space: SpaceRecord, rows: number[]) {
  const read = await workspace.vectors.read(workspace.live.target(space.id, space.dims), Uint32Array.from(rows));
  return { found: [...read.found], vectors: [...read.vectors] };
}
/** Does something once, right after the source's vectors of these rows were read. */
function afterReadOf(row: number, act: () => Promise<unknown>): void {
  const read = workspace.vectors.read.bind(workspace.vectors);
  let isDone = false;
  workspace.vectors.read = async (target, ordinals) => {
    const result = await read(target, ordinals);
    if (!isDone && target.space === source.id && ordinals.includes(row)) {
      isDone = true;
      await act();
    }
    return result;
  };
}

test("a vector replaced while the job runs keeps its newer derived vector", async () => {
  await storeSegment(workspace, source, range(0, 20));
  await makeDerived();
  await derive();
  await workspace.database.write((tx) => tx.run("DELETE FROM embeddings WHERE space <> ? AND row = 3", [source.id]));
  afterReadOf(3, () => storeSegment(workspace, source, [3], 7));
  await derive();
  const space = await half();
  const newer = await deriveVectors(workspace, space, directionOf(3, DIMS, 7));
  expect((await readVectors(space, [3])).vectors).toEqual([...newer]);
});

test("a fit looks at no zeros where a vector is not to be found", async () => {
  await storeSegment(workspace, source, range(0, 20));
  // Between the commit of vectors and their entry in memory.
  workspace.live.clear(range(15, 5));
  await makeDerived();
  const segment = (await listSegments(workspace.database, source.id))[0];
  const fit = workspace.whitening.fit.bind(workspace.whitening);
  workspace.whitening.fit = (vectors, options) => {
    if (segment) workspace.live.add(source.id, segment, range(15, 5));
    return fit(vectors, options);
  };
  expect(await derive()).toEqual({ done: 20, failed: 0 });
  expect((await half()).description).toMatchObject({ fittedRows: 15, eligibleRows: 20 });
});

test("rows whose vectors are in no segment end the job with a reason instead of keeping it for ever", async () => {
  await storeSegment(workspace, source, range(0, 20));
  workspace.live.clear([4]);
  await makeDerived();
  await expect(derive()).rejects.toThrow(/1 rows of "mine" cannot be carried over to "half"/);
  expect((await readVectors(await half(), [3, 4])).found).toEqual([1, 0]);
});

test("a space deleted while it is filled ends its job as cancelled and leaves nothing behind", async () => {
  await storeSegment(workspace, source, range(0, 20));
  const { id } = await makeDerived();
  afterReadOf(3, () => deleteSpace(workspace, "half", false));
  await expect(derive()).rejects.toMatchObject({ code: "cancelled" });
  await expect(derive()).rejects.toMatchObject({ code: "cancelled" });
  expect(await workspace.database.all("SELECT row FROM embeddings WHERE space = ?", [id])).toEqual([]);
  expect(await listSegments(workspace.database, id)).toEqual([]);
});

test("a space made anew under the name of one that is being filled is filled instead", async () => {
  await storeSegment(workspace, source, range(0, 20));
  await makeDerived();
  afterReadOf(3, async () => {
    await deleteSpace(workspace, "half", false);
    await makeDerived();
  });
  expect(await derive()).toEqual({ done: 20, failed: 0 });
  expect((await readVectors(await half(), [0, 19])).found).toEqual([1, 1]);
});

test("a cancelled job stops with the reason it was given", async () => {
  await storeSegment(workspace, source, range(0, 20));
  await makeDerived();
  const reason = new Problem("cancelled", "The job was cancelled.");
  await expect(derive(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("the space that was made by itself does not come back once it was deleted", async () => {
  await storeSegment(workspace, source, range(0, 1000));
  await workspace.database.write((tx) =>
    tx.run("UPDATE spaces SET kind = 'model', model = 'builtin/cn3', dims = 256, suggested = true"),
  );
  const builtin = await spaceByName(workspace.database, "mine");
  await maybeMakeDerivedSpace(workspace, builtin);
  expect((await spaceByName(workspace.database, "mine-256")).suggested).toBe(true);
  await deleteSpace(workspace, "mine-256", false);
  await maybeMakeDerivedSpace(workspace, builtin);
  await expect(spaceByName(workspace.database, "mine-256")).rejects.toThrow(/no space named/);
  const after = await spaceByName(workspace.database, "mine");
  expect(after).toMatchObject({ suggested: true, description: { automaticDerived: false } });
});
