import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openTestApp, type TestApp, writeShape } from "../../app.fixture.ts";

let test_: TestApp;
afterEach(() => test_.close());

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("what deleted rows and crashes left is removed after a start; what a row refers to stays", async () => {
  test_ = await openTestApp();
  const rows: { key: string; image: string }[] = [];
  const hashes: string[] = [];
  for (const name of ["kept", "deleted"]) {
    const path = join(test_.sources, `${name}.png`);
    await writeShape(path, "#c01818", hashes.length);
    const bytes = await readFile(path);
    rows.push({ key: name, image: bytes.toString("base64") });
    hashes.push(sha256(bytes));
  }
  const answer = await test_.call("POST", "/rows", { dataset: "d", rows });
  expect(answer.body).toMatchObject({ imported: 2 });
  await test_.app.whenIdle();
  for (const { key } of rows) {
    const url = `http://127.0.0.1/api/v1/row/thumbnail?key=${key}&size=160`;
    expect((await test_.app.fetch(new Request(url), { owner: true })).status).toBe(200);
  }
  const selection = { filter: { field: "key", op: "=", value: "deleted" } };
  await test_.call("POST", "/rows/delete", { selection, expect: 1 });
  const blob = (hash: string) => join(test_.directory, "blobs", hash.slice(0, 2), hash.slice(2));
  const thumbnails = async () =>
    (await readdir(join(test_.directory, "thumbnails"), { recursive: true })).filter((name) => name.endsWith(".webp"));
  const [kept, deleted] = hashes.map(blob) as [string, string];
  const crashed = blob("e".repeat(64));
  await mkdir(dirname(crashed), { recursive: true });
  await writeFile(crashed, "never committed");
  expect([await exists(kept), await exists(deleted), (await thumbnails()).length]).toEqual([true, true, 2]);
  for (const path of [kept, deleted, crashed]) await utimes(path, 0, 0);
  await test_.reopen();
  await vi.waitFor(async () => {
    expect([await exists(deleted), await exists(crashed), (await thumbnails()).length]).toEqual([false, false, 1]);
  }, 10_000);
  const content = await test_.app.fetch(new Request("http://127.0.0.1/api/v1/row/content?key=kept"), { owner: true });
  expect(sha256(new Uint8Array(await content.arrayBuffer()))).toBe(hashes[0]);
});
