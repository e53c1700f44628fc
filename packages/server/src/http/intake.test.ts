import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "@pomona/contract/datasets";
import type { ImportReport } from "@pomona/contract/imports";
import type { Job } from "@pomona/contract/jobs";
import type { QueryResponse } from "@pomona/contract/rows";
import type { StorageUse } from "@pomona/contract/storage";
import type { AccessToken } from "@pomona/contract/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp, writeShape } from "../app.fixture.ts";

let test_: TestApp;
const call: TestApp["call"] = (...args) => test_.call(...args);
beforeAll(async () => {
  test_ = await openTestApp();
});
afterAll(() => test_.close());

const part = (id: string, path: string, bytes: Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  test_.app.fetch(
    new Request(
      `http://127.0.0.1/api/v1/uploads/${id}/parts?path=${encodeURIComponent(path)}&offset=0&size=${bytes.length}`,
      {
        method: "POST",
        body: bytes as Uint8Array<ArrayBuffer>,
        headers: { "content-type": "application/octet-stream", ...headers },
      },
    ),
    { owner: true },
  );
async function sent(files: Record<string, string>): Promise<string> {
  const { body } = await call<{ id: string }>("POST", "/uploads", { files: Object.keys(files).length, bytes: 100 });
  for (const [path, text] of Object.entries(files))
    expect((await part(body.id, path, Buffer.from(text))).status).toBe(200);
  return body.id;
}
async function done<T>(started: { status: number; body: unknown }): Promise<Job & { result: T }> {
  expect(started.status).toBe(202);
  await test_.app.whenIdle();
  return (await call<Job & { result: T }>("GET", `/jobs/${(started.body as { job: string }).job}`)).body;
}
const datasetNamed = async (name: string) =>
  (await call<Dataset[]>("GET", "/datasets")).body.find((dataset) => dataset.name === name);

test("files that were sent are previewed, imported into the catalog, and gone from the staging folder", async () => {
  const table = 'id,body,kind\n1,"Ripe, and sweet.",good\n2,,bad\n';
  const id = await sent({ "mails/reviews.csv": table, "mails/notes/a.txt": "A note." });
  const path = `upload:${id}/mails/reviews.csv`;
  const preview = await call<{ columns: { name: string; role: string }[] }>("POST", "/imports/preview", { path });
  expect(preview.body.columns).toContainEqual({ name: "body", role: "text", type: "text" });
  const ended = await done<ImportReport>(await call("POST", "/imports", { path, dataset: "reviews" }));
  expect(ended.result).toMatchObject({ imported: 1, failedCount: 1 });
  expect(await datasetNamed("reviews")).toMatchObject({
    rows: 1,
    spaces: [{ space: "use-en", ready: 1, pending: 0, failed: 0 }],
    lastImport: { path, state: "done", failed: 1, isRepeatable: false },
  });
  expect(await readdir(join(test_.directory, "uploads"))).toEqual([]);
  expect(ended.isRepeatable).toBe(false);
  const gone = await call("POST", `/jobs/${ended.id}/retry`);
  expect(gone).toMatchObject({ status: 404, body: { code: "upload-not-found" } });
});

test("pictures that were sent are copied, keyed by their path below the folder, and unchanged when sent again", async () => {
  await writeShape(join(test_.sources, "a.png"), "#c01818", 1);
  const { readFile } = await import("node:fs/promises");
  const picture = await readFile(join(test_.sources, "a.png"));
  const send = async (): Promise<ImportReport> => {
    const { body } = await call<{ id: string }>("POST", "/uploads", { files: 1, bytes: picture.length });
    expect((await part(body.id, "photos/red/a.png", picture)).status).toBe(200);
    const request = { path: `upload:${body.id}/photos`, dataset: "photos", labelFrom: "folder", embed: false };
    return (await done<ImportReport>(await call("POST", "/imports", request))).result;
  };
  expect(await send()).toMatchObject({ imported: 1 });
  expect(await send()).toMatchObject({ imported: 0, unchanged: 1 });
  const { body } = await call<QueryResponse>("POST", "/query", { filter: 'dataset = "photos"' });
  expect(body.rows[0]).toMatchObject({ key: "photos/red/a.png", uri: "photos/red/a.png", labels: ["red"] });
  const content = await test_.app.fetch(new Request("http://127.0.0.1/api/v1/row/content?key=photos%2Fred%2Fa.png"));
  expect(Buffer.from(await content.arrayBuffer()).equals(picture)).toBe(true);
});

test("a table that was sent reads no file outside of the upload, not even in a granted root", async () => {
  await writeFile(join(test_.sources, "secret.txt"), "secret");
  const id = await sent({ "t.csv": `id,path\n1,${join(test_.sources, "secret.txt")}\n2,../../../catalog.duckdb\n` });
  const request = { path: `upload:${id}/t.csv`, dataset: "none" };
  const { result } = await done<ImportReport>(await call("POST", "/imports", request));
  expect(result).toMatchObject({ imported: 0, failed: [{ code: "outside-root" }, { code: "outside-root" }] });
});

test("a part needs its content type, and a path that stays inside", async () => {
  const id = await sent({ "b.txt": "b" });
  const text = Buffer.from("abc");
  expect(await (await part(id, "a", text, { "content-type": "text/plain" })).json()).toMatchObject({
    code: "bad-request",
  });
  expect(await (await part(id, "../a", text)).json()).toMatchObject({ code: "upload-refused" });
  expect(await call("DELETE", `/uploads/${id}`)).toMatchObject({ body: { deleted: true } });
  expect(await (await part(id, "a", text)).json()).toMatchObject({ code: "upload-not-found" });
});

test("a dataset is deleted in the background, once its count is what the caller saw", async () => {
  await call("POST", "/rows", { dataset: "old", rows: [{ key: "old/1", text: "One." }] });
  expect(await call("DELETE", "/datasets/old?expect=2")).toMatchObject({
    status: 409,
    body: { code: "count-changed" },
  });
  expect(await call("DELETE", "/datasets/nowhere?expect=0")).toMatchObject({ body: { code: "dataset-not-found" } });
  const ended = await done<{ deleted: number }>(await call("DELETE", "/datasets/old?expect=1"));
  expect(ended).toMatchObject({ kind: "delete-dataset", state: "done", done: 1, total: 1, result: { deleted: 1 } });
  expect(await datasetNamed("old")).toBeUndefined();
  expect(await call("GET", "/row?key=old%2F1")).toMatchObject({ status: 404 });
});

test("an import is done again where its files still are, and its failures are one file", async () => {
  const folder = join(test_.sources, "again");
  await mkdir(folder);
  await writeFile(join(folder, "a.txt"), "Fine.");
  await writeFile(join(folder, "b.txt"), "");
  const first = await done<ImportReport>(await call("POST", "/imports", { path: folder, dataset: "again" }));
  expect(first.result).toMatchObject({ imported: 1, failedCount: 1 });
  const file = await test_.app.fetch(new Request(`http://127.0.0.1/api/v1/jobs/${first.id}/failures/file?format=csv`));
  expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="failures-.*\.csv"$/);
  expect(await file.text()).toMatch(/^item,line,column,code,message\r\nb\.txt,,,empty,.+\r\n$/);
  await writeFile(join(folder, "b.txt"), "Filled in.");
  const second = await done<ImportReport>(await call("POST", `/jobs/${first.id}/retry`));
  expect(second.result).toMatchObject({ imported: 1, unchanged: 1, failedCount: 0 });
  await rm(folder, { recursive: true });
  expect(await call("POST", `/jobs/${first.id}/retry`)).toMatchObject({ status: 404 });
});

test("storage tells what each store takes, and thumbnails can be freed and come back", async () => {
  const thumbnail = () =>
    test_.app.fetch(new Request("http://127.0.0.1/api/v1/row/thumbnail?key=photos%2Fred%2Fa.png"));
  expect((await thumbnail()).status).toBe(200);
  const { stores } = (await call<StorageUse>("GET", "/storage")).body;
  const pictures = stores.find(({ store }) => store === "thumbnails");
  expect(pictures?.bytes).toBeGreaterThan(0);
  expect(pictures?.reclaimableBytes).toBe(pictures?.bytes);
  expect(stores.find(({ store }) => store === "blobs")).toMatchObject({ reclaimableBytes: 0 });
  const ended = await done<{ freedBytes: number }>(
    await call("POST", "/storage/reclaim", { stores: ["thumbnails", "blobs"] }),
  );
  expect(ended.result.freedBytes).toBe(pictures?.bytes);
  expect((await thumbnail()).status).toBe(200);
});

test("who came with a token that was made makes no others", async () => {
  const made = (await call<AccessToken & { token: string }>("POST", "/tokens", { name: "laptop" })).body;
  const asBearer = (method: string, path: string, body?: unknown): Promise<Response> =>
    test_.app.fetch(
      new Request(`http://127.0.0.1/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${made.token}`, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    );
  expect((await asBearer("GET", "/about")).status).toBe(200);
  expect(await (await asBearer("POST", "/tokens", { name: "x" })).json()).toMatchObject({ code: "owner-only" });
  expect(await (await asBearer("DELETE", `/tokens/${made.id}`)).json()).toMatchObject({ code: "owner-only" });
  const [listed] = (await call<AccessToken[]>("GET", "/tokens")).body;
  expect(listed).toMatchObject({ name: "laptop", lastUsed: expect.any(String) });
  expect(JSON.stringify(listed)).not.toContain(made.token);
  expect(await call("DELETE", `/tokens/${made.id}`)).toMatchObject({ body: { deleted: true } });
});
