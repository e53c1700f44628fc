import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ItemFailure } from "@pomona/contract/imports";
import { afterEach, beforeEach, expect, test } from "vitest";
import { listSegments } from "../../store/segment-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { createFunction } from "../functions/functions.ts";
import { scoreFunction } from "../functions/score-function.ts";
import { jobContext, openTestSpace, storeSegment, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { checkStores } from "./check-stores.ts";

let opened: TestSpace;
let workspace: Workspace;
let space: SpaceRecord;
let told: ItemFailure[];
beforeEach(async () => {
  opened = await openTestSpace(20, 4);
  ({ workspace, space } = opened);
  await storeSegment(workspace, space, [0, 1, 2, 3]);
  await storeSegment(workspace, space, [4, 5]);
  told = [];
});
afterEach(() => opened.close());

const run = (dropDamaged = false) =>
  checkStores(workspace)(
    { dropDamaged },
    {
      ...jobContext(),
      fail: async (failures) => {
        told.push(...failures);
      },
    },
  );
const pathOf = async (index: number): Promise<string> => {
  const segment = (await listSegments(workspace.database, space.id))[index];
  return join(workspace.directory, "vectors", String(space.id), segment?.file ?? "");
};

test("whole stores have nothing to report", async () => {
  expect(await run()).toEqual({ checked: 2, damaged: 0, rebuilt: 0, dropped: 0, failed: [] });
});

test("a sidecar that is missing is made anew; vectors that are damaged are named with their space and what to do", async () => {
  await rm(`${await pathOf(0)}.codes`);
  const damaged = await pathOf(1);
  const bytes = await readFile(damaged);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 4;
  await writeFile(damaged, bytes);
  const report = await run();
  expect(report).toMatchObject({ checked: 2, damaged: 1, rebuilt: 1 });
  expect(report.failed).toEqual([
    { item: expect.stringMatching(/^mine\//), code: "damaged", message: expect.stringContaining("Restore the file") },
  ]);
  expect(told).toEqual(report.failed);
});

test("damaged vectors are taken out when asked: their rows have none, what is whole goes on, and the file is kept", async () => {
  const damaged = await pathOf(1);
  await writeFile(damaged, "no segment");
  const report = await run(true);
  expect(report).toMatchObject({ damaged: 1, dropped: 2 });
  expect(report.failed[0]?.message).toMatch(/damaged-vectors.*import their vectors again/);
  expect(await run()).toEqual({ checked: 1, damaged: 0, rebuilt: 0, dropped: 0, failed: [] });
  const target = workspace.live.target(space.id, 4);
  expect((await workspace.vectors.read(target, Uint32Array.of(3, 4, 5))).found).toEqual(Uint8Array.of(1, 0, 0));
  const aside = await readdir(join(workspace.directory, "damaged-vectors"));
  expect(aside).toEqual([expect.stringMatching(/\.arrow$/)]);
  await storeSegment(workspace, space, [4, 5]);
  expect((await run()).failed).toEqual([]);
});

test("rows whose vector or score is lost are counted, with the command that brings them back", async () => {
  await createFunction(workspace, { name: "f", space: "mine", anchors: [{ key: "k0" }] });
  const record = await workspace.database.one<{ id: number }>("SELECT id FROM functions");
  await scoreFunction(workspace)({ function: String(record?.id), version: 1 }, jobContext());
  expect((await run()).failed).toEqual([]);
  await workspace.database.write(async (tx) => {
    await tx.run(`DELETE FROM scores_${record?.id}_1 WHERE row = 5`);
    await tx.run("UPDATE embeddings SET segment = 999 WHERE row IN (1, 2)");
  });
  expect((await run()).failed).toEqual([
    { item: "mine", code: "inconsistent", message: expect.stringMatching(/^2 rows .*pomona doctor --drop-damaged/) },
    { item: "f", code: "inconsistent", message: expect.stringMatching(/^1 rows .*pomona function rescore "f"/) },
  ]);
  expect(await run(true)).toMatchObject({ dropped: 2 });
  expect((await run()).failed.map(({ item }) => item)).toEqual(["f"]);
});

test("a function that is not scored to the end is not called inconsistent", async () => {
  await createFunction(workspace, { name: "f", space: "mine", anchors: [{ key: "k0" }] });
  expect((await run()).failed).toEqual([]);
});
