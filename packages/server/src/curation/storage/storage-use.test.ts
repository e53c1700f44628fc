import type { StorageUse } from "@pomona/contract/storage";
import { expect, test } from "vitest";
import { openTestWorkspace } from "../workspace.fixture.ts";
import { StorageMeter } from "./storage-use.ts";

test("measuring is not repeated before twenty times as long as it took", async () => {
  let nowMs = 0;
  let measured = 0;
  const use: StorageUse = { stores: [], freeBytes: 0 };
  const meter = new StorageMeter({} as never, {
    nowMs: () => nowMs,
    measure: async () => {
      measured++;
      nowMs += 1000;
      return use;
    },
  });
  await Promise.all([meter.use(), meter.use()]);
  expect(measured).toBe(1);
  nowMs = 20_999;
  await meter.use();
  expect(measured).toBe(1);
  nowMs = 21_000;
  await meter.use();
  expect(measured).toBe(2);
  meter.forget();
  await meter.use();
  expect(measured).toBe(3);
});

test("a measurement that failed is taken anew", async () => {
  let isBroken = true;
  const meter = new StorageMeter({} as never, {
    nowMs: () => 0,
    measure: async () => {
      if (isBroken) throw new Error("disk");
      return { stores: [], freeBytes: 1 };
    },
  });
  await expect(meter.use()).rejects.toThrow("disk");
  isBroken = false;
  expect(await meter.use()).toMatchObject({ freeBytes: 1 });
});

test("an upload that nobody has touched for ten minutes can be reclaimed, one that is being imported cannot", async () => {
  const { workspace, close } = await openTestWorkspace(1);
  try {
    const { uploads, database } = workspace;
    let minutes = 0;
    workspace.clock = () => new Date(Date.now() + minutes * 60_000);
    const { id } = await uploads.create({ files: 1, bytes: 3 }, new Date());
    await uploads.part(id, { path: "a.txt", offset: 0, size: 3 }, Buffer.from("abc"));
    const uploadsUse = async () =>
      (await new StorageMeter(workspace).use()).stores.find(
        ({ store }) => store === "uploads",
      ) as StorageUse["stores"][number];
    expect((await uploadsUse()).reclaimableBytes).toBe(0);
    minutes = 11;
    const free = await uploadsUse();
    expect(free.bytes).toBeGreaterThan(3);
    expect(free.reclaimableBytes).toBe(free.bytes);
    await database.write((tx) =>
      tx.run(
        "INSERT INTO jobs (id, kind, title, input, state, done, failed, created) VALUES ('j', 'import', 't', ?, 'running', 0, 0, now())",
        [JSON.stringify({ path: `upload:${id}`, dataset: "d" })],
      ),
    );
    expect((await uploadsUse()).reclaimableBytes).toBe(0);
  } finally {
    await close();
  }
});
