import type { Filter } from "@pomona/contract/filter";
import { afterEach, expect, test } from "vitest";
import { removeRows } from "../store/row-table.ts";
import { batchRows, createBatch } from "./projects.ts";
import { embedSpace } from "./spaces/spaces.ts";
import { externalSpace, openTestWorkspace, type TestWorkspace } from "./workspace.fixture.ts";

let opened: TestWorkspace;
afterEach(() => opened.close());
const EVERY = { filter: { field: "dataset", op: "=", value: "fruit" } } as const;

test("batches share out a selection: no row twice in a project, none that is gone, in the order of the sort", async () => {
  opened = await openTestWorkspace(30);
  const { workspace } = opened;
  await workspace.database.write((tx) => removeRows(tx, [29]));
  const send = (name: string, more: Record<string, unknown> = {}) =>
    createBatch(workspace, { name, project: "p", selection: EVERY, ...more });
  const keys = async (name: string) =>
    (await batchRows(workspace, { project: "p", name, limit: 100 })).rows.map((row) => row.key);
  expect(await send("falling", { sort: { field: "key", descending: true }, limit: 3 })).toMatchObject({
    rows: 3,
    matched: 29,
    alreadyInProject: 0,
  });
  expect(await keys("falling")).toEqual(["k9", "k8", "k7"]);
  expect(await send("rest", { order: "random", seed: 4 })).toMatchObject({
    rows: 26,
    matched: 29,
    alreadyInProject: 3,
  });
  expect(new Set([...(await keys("rest")), ...(await keys("falling"))]).size).toBe(29);
  await expect(send("none")).rejects.toThrow(/All 29 selected rows are already/);
});

test("sending many rows leaves the event loop free", async () => {
  const rowCount = 200_000;
  opened = await openTestWorkspace(0);
  const { workspace } = opened;
  await workspace.database.write(async (tx) => {
    await tx.run(`INSERT INTO rows BY NAME SELECT range AS row, 'k' || range AS key, 'fruit' AS dataset, 'text' AS media_type,
      [] AS labels, [] AS tags, 'inline' AS content_kind, '' AS source_hash, '' AS source_said, false AS duplicate,
      TIMESTAMP '2026-01-01' AS created FROM range(${rowCount})`);
    await tx.run("UPDATE settings SET value = ? WHERE name = 'next_ordinal'", [String(rowCount)]);
  });
  const sort = { field: "key" };
  const gap = await longestGapMs(() => createBatch(workspace, { name: "b", project: "p", selection: EVERY, sort }));
  // Row objects of all rows at once take this thread some 500 ms; in chunks, 20.
  expect(gap).toBeLessThan(150);
  const ordinals = Uint32Array.from({ length: 50_000 }, (_, i) => i * 3);
  const keys = await workspace.keys.keysOf(ordinals);
  expect([keys.size, keys.get(0), keys.get(149_997)]).toEqual([50_000, "k0", "k149997"]);
});

async function longestGapMs(work: () => Promise<unknown>): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(look, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
    look();
  }
  return longest;
}

test("only the rows of a filter that a space takes become pending, and only their failures are tried again", async () => {
  opened = await openTestWorkspace(10);
  const { workspace } = opened;
  const space = await externalSpace(workspace, "s", 4);
  await workspace.database.write(async (tx) => {
    await tx.run("UPDATE spaces SET kind = 'model', model = 'm'");
    await tx.run("UPDATE rows SET media_type = 'image' WHERE row = 2");
    for (const row of [1, 7])
      await tx.run("INSERT INTO embeddings VALUES (?, ?, 'failed', NULL, 'corrupt', 'no')", [space.id, row]);
  });
  const filter: Filter = { field: "key", op: "in", value: ["k0", "k1", "k2", "k3"] };
  await embedSpace(workspace, "s", { filter, retryFailed: true });
  expect(await workspace.database.all("SELECT row, state, error_code FROM embeddings ORDER BY row")).toEqual([
    { row: 0, state: "pending", error_code: null },
    { row: 1, state: "pending", error_code: null },
    { row: 3, state: "pending", error_code: null },
    { row: 7, state: "failed", error_code: "corrupt" },
  ]);
  expect(opened.jobs).toEqual(["embed"]);
});
