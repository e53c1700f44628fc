import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { importRows, type Running, start, temporaryFolder } from "../harness/catalog.ts";

/** Several batches of an edit. */
const ROWS = 90_000;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: Running;
const data = () => join(folder.path, "data");

beforeAll(async () => {
  folder = await temporaryFolder("edit-crash");
  const lines = Array.from({ length: ROWS }, (_, i) =>
    JSON.stringify({ key: `t${i}`, text: `text ${i}`, tags: i % 3 ? [] : ["new"], size: i % 5 ? i % 7 : null }),
  );
  await writeFile(join(folder.path, "rows.ndjson"), `${lines.join("\n")}\n`);
  await mkdir(data());
  running = await start(data(), [folder.path]);
  await importRows(running.client, { path: join(folder.path, "rows.ndjson"), dataset: "texts", embed: false });
});
afterAll(async () => {
  await running?.server.stop();
  await folder?.remove();
});

const count = async (filter: string) => (await running.client.query({ filter, limit: 0 })).total;
const counts = async () => ({
  checked: await count('tag = "checked"'),
  new: await count('tag = "new"'),
  sizeThree: await count("metadata.size = 3"),
  unsized: await count("not metadata.size exists"),
});

/** Kills the server once a job has done something and has not ended; then lets it finish after a restart. */
async function killAmid(job: string): Promise<boolean> {
  let isAmid = false;
  for (let tries = 0; tries < 2000; tries++) {
    const { done, total, ended } = await running.client.getJob({ id: job });
    isAmid = ended === null && done > 0 && done < (total ?? 0);
    if (isAmid || ended !== null) break;
    await pause(5);
  }
  await running.server.kill();
  running = await start(data(), [folder.path]);
  const ended = await running.client.waitForJob(job);
  expect([ended.state, ended.error]).toEqual(["done", null]);
  return isAmid;
}

it("an edit that a kill cut off is done whole, and its undo, cut off too, restores what was there", async () => {
  const before = await counts();
  const started = await running.client.startEdit({
    selection: { filter: 'dataset = "texts"', exclude: ["texts/t1", "texts/t2"] },
    edit: { tags: { add: ["checked"], remove: ["new"] }, metadata: { size: 3 } },
  });
  expect(started.rows).toBe(ROWS - 2);
  const cutEdit = await killAmid(started.job);
  expect(await counts()).toEqual({ checked: ROWS - 2, new: 0, sizeThree: ROWS - 2, unsized: 0 });
  const { job } = await running.client.undoEdit({ id: String(started.edit) });
  const cutUndo = await killAmid(job);
  expect(await counts()).toEqual(before);
  expect([cutEdit, cutUndo]).toEqual([true, true]);
});
