import { Problem } from "@pomona/contract/problems";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listSegments } from "../../store/segment-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { directionOf, jobContext, openTestSpace, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { embedRows } from "./embed-rows.ts";
import { deleteSpace } from "./spaces.ts";

const DIMS = 2;
/** 20 chunks of texts. */
const ROWS = 20 * 1024;
let opened: TestSpace;
let workspace: Workspace;
let space: SpaceRecord;
/** Called before each chunk is embedded, with the number of those before. */
let beforeChunk: (chunk: number) => unknown;

beforeEach(async () => {
  opened = await openTestSpace(ROWS, DIMS);
  ({ workspace, space } = opened);
  await workspace.database.write(async (tx) => {
    await tx.run("UPDATE spaces SET kind = 'model', model = 'test', description = '{\"modelSpec\":{\"id\":\"test\"}}'");
    await tx.run("INSERT INTO embeddings SELECT ?, row, 'pending', NULL, NULL, NULL FROM rows ORDER BY row", [
      space.id,
    ]);
  });
  let chunk = 0;
  beforeChunk = () => undefined;
  workspace.embedding.embed = async (_model, inputs, options) => {
    await beforeChunk(chunk++);
    options?.signal?.throwIfAborted();
    const vectors = new Float32Array(inputs.length * DIMS);
    for (let i = 0; i < inputs.length; i++) vectors.set(directionOf(i, DIMS), i * DIMS);
    return { vectors, errors: inputs.map(() => null) };
  };
});
afterEach(() => opened.close());

test("a long job merges its segments as it goes, and embeds every row", async () => {
  const counts: number[] = [];
  beforeChunk = async () => counts.push((await listSegments(workspace.database, space.id)).length);
  expect(await embedRows(workspace)({ space: "mine" }, jobContext())).toEqual({ done: ROWS, failed: 0 });
  expect(Math.max(...counts)).toBeLessThanOrEqual(16);
  const { found } = await workspace.vectors.read(
    workspace.live.target(space.id, DIMS),
    Uint32Array.from({ length: ROWS }, (_, row) => row),
  );
  expect(found.every((bit) => bit === 1)).toBe(true);
});

test("a job cancelled midway stops with the reason it was given and keeps what it stored", async () => {
  const cancel = new AbortController();
  const reason = new Problem("cancelled", "The job was cancelled.");
  beforeChunk = (chunk) => chunk === 3 && cancel.abort(reason);
  await expect(embedRows(workspace)({ space: "mine" }, jobContext(cancel.signal))).rejects.toBe(reason);
  expect((await listSegments(workspace.database, space.id)).length).toBeGreaterThan(0);
});

test("a space deleted while a job fills it ends the job as cancelled and leaves nothing behind", async () => {
  beforeChunk = (chunk) => chunk === 2 && deleteSpace(workspace, "mine", false);
  await expect(embedRows(workspace)({ space: "mine" }, jobContext())).rejects.toMatchObject({ code: "cancelled" });
  expect(await workspace.database.all("SELECT row FROM embeddings LIMIT 1")).toEqual([]);
  expect(await listSegments(workspace.database, space.id)).toEqual([]);
});
