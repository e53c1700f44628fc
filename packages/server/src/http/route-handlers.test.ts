import { appendFile, mkdir, rename, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { ImportReport } from "@pomona/contract/imports";
import type { Job } from "@pomona/contract/jobs";
import sharp from "sharp";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";
import { writeTextModel } from "../models/tiny-models.fixture.ts";

let test_: TestApp;
beforeAll(async () => {
  test_ = await openTestApp();
});
afterAll(() => test_.close());

/** A call of somebody who is not the owner. */
async function strange(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const sent =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await test_.app.fetch(new Request(`http://127.0.0.1/api/v1${path}`, { method, ...sent }));
  return { status: response.status, body: await response.json() };
}

async function imported(started: { body: unknown }): Promise<ImportReport> {
  await test_.app.whenIdle();
  const { job } = started.body as { job: string };
  return (await test_.call<Job>("GET", `/jobs/${job}`)).body.result as ImportReport;
}

test("private addresses are fetched for the owner who asks for it, and for nobody else", async () => {
  const site = createServer((_, response) => response.end("a text from this machine"));
  await new Promise<void>((settle) => site.listen(0, "127.0.0.1", settle));
  onTestFinished(() => void site.close());
  const table = join(test_.sources, "addresses.csv");
  await writeFile(table, `id,where\na,http://127.0.0.1:${(site.address() as AddressInfo).port}/a.txt\n`);
  const request = { path: table, mapping: { key: "id", url: "where" }, embed: false, allowPrivateUrls: true };
  const refused = await imported(await strange("POST", "/imports", { ...request, dataset: "strange" }));
  expect(refused).toMatchObject({ imported: 0, failed: [{ code: "url-refused" }] });
  const own = await imported(await test_.call("POST", "/imports", { ...request, dataset: "own" }));
  expect(own).toMatchObject({ imported: 1, failedCount: 0 });
  const silent = { ...request, allowPrivateUrls: false, dataset: "silent" };
  expect(await imported(await test_.call("POST", "/imports", silent))).toMatchObject({ imported: 0, failedCount: 1 });
});

test("a model folder is read only inside the granted ones, except for the owner", async () => {
  const outside = join(test_.directory, "..", "elsewhere");
  const granted = join(test_.sources, "model");
  for (const folder of [outside, granted]) {
    await mkdir(folder);
    await writeTextModel(folder);
  }
  const space = (name: string, folder: string) => ({ kind: "model", name, model: `local:${folder}`, embed: false });
  expect(await strange("POST", "/spaces", space("a", outside))).toMatchObject({
    status: 403,
    body: { code: "outside-roots" },
  });
  expect(await strange("POST", "/spaces", space("a", `${granted}/../../elsewhere`))).toMatchObject({ status: 403 });
  expect(await strange("POST", "/spaces", space("a", granted))).toMatchObject({ status: 201 });
  expect(await test_.call("POST", "/spaces", space("b", outside))).toMatchObject({ status: 201 });
});

test("a download is for the owner to ask for; a hub name cannot lead out of the folder of downloads", async () => {
  const space = { kind: "model", name: "hub", embed: false };
  expect(await strange("POST", "/spaces", { ...space, model: "hf:org/name", allowNetwork: true })).toMatchObject({
    status: 403,
    body: { code: "owner-only", detail: expect.stringContaining("--allow-downloads") },
  });
  expect(await strange("POST", "/spaces", { ...space, model: "hf:org/name" })).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining("has not been downloaded") },
  });
  for (const model of ["hf:../..", "hf:org/name@../../../sources/model"])
    expect(await strange("POST", "/spaces", { ...space, model })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining("is not of the form") },
    });
});

test("a server that allows downloads lets anybody ask for them", async () => {
  const allowing = await openTestApp({ allowDownloads: true });
  onTestFinished(() => allowing.close());
  const asked = new Request("http://127.0.0.1/api/v1/spaces", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "model", name: "x", model: "builtin/none", allowNetwork: true }),
  });
  expect(await (await allowing.app.fetch(asked)).json()).toMatchObject({ code: "model-not-found" });
});

test("granting a folder and stopping are for the owner: 403, whatever token comes", async () => {
  for (const path of ["/roots", "/stop"])
    expect(await strange("POST", path, { path: test_.sources })).toMatchObject({
      status: 403,
      body: { code: "owner-only" },
    });
});

test("a path outside the granted folders is refused to anybody, and which are granted is told to the owner only", async () => {
  const table = { path: "/etc/hostname", dataset: "x" };
  const vectors = { path: "/etc/hostname", space: "x" };
  for (const [route, body] of [
    ["/imports", table],
    ["/imports/preview", { path: table.path }],
    ["/vectors/import", vectors],
    ["/vectors/import", { space: "x", path: test_.sources, ids: "/etc/hostname" }],
  ] as const) {
    const refused = await strange("POST", route, body);
    expect(refused).toMatchObject({ status: 403, body: { code: "outside-roots", path: "/etc/hostname" } });
    expect(JSON.stringify(refused.body)).not.toContain(test_.sources);
    const told = await test_.call("POST", route, body);
    expect(told.body).toMatchObject({ code: "outside-roots", roots: [test_.sources] });
  }
});

test("a known path with another method is 405 with the methods there are; an unknown one is 404", async () => {
  const ask = (method: string, path: string) =>
    test_.app.fetch(new Request(`http://127.0.0.1/api/v1${path}`, { method }));
  const refused = await ask("DELETE", "/spaces");
  expect([refused.status, refused.headers.get("allow"), refused.headers.get("content-type")]).toEqual([
    405,
    "GET, HEAD, POST",
    "application/problem+json",
  ]);
  expect(await refused.json()).toMatchObject({ code: "method-not-allowed", methods: ["GET", "HEAD", "POST"] });
  expect((await ask("PUT", "/spaces/any%20name")).headers.get("allow")).toBe("DELETE, GET, HEAD, PATCH");
  expect((await ask("DELETE", "/nowhere")).status).toBe(404);
});

test("health tells the data directory to the owner only", async () => {
  expect((await test_.call("GET", "/health")).body.dataDirectory).toBe(test_.directory);
  expect((await strange("GET", "/health")).body).not.toHaveProperty("dataDirectory");
});

test("the progress of an import ends at its total, refused links and hidden images included", async () => {
  const folder = join(test_.sources, "links");
  await mkdir(folder);
  const pixel = { create: { width: 9, height: 9, channels: 3 as const, background: "#aa2211" } };
  for (const name of ["a.png", "b.png", "c.txt"])
    await writeFile(join(folder, name), await sharp(pixel).png().toBuffer());
  for (const name of ["x.png", "y.png"]) await symlink("/etc/hostname", join(folder, name));
  const started = await test_.call<{ job: string }>("POST", "/imports", {
    path: folder,
    dataset: "links",
    embed: false,
  });
  expect(await imported(started)).toMatchObject({ imported: 3, failedCount: 2 });
  const { body } = await test_.call<Job>("GET", `/jobs/${started.body.job}`);
  expect(body).toMatchObject({ done: 5, total: 5, failed: 2 });
});

test("content is as long as promised, from a file that grows and from one that was emptied", async () => {
  const pixels = Buffer.from(
    Uint8Array.from({ length: 900 * 900 * 3 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 255),
  );
  await mkdir(join(test_.sources, "noise"));
  const path = join(test_.sources, "noise", "a.png");
  await writeFile(
    `${path}.part`,
    await sharp(pixels, { raw: { width: 900, height: 900, channels: 3 } })
      .png()
      .toBuffer(),
  );
  await rename(`${path}.part`, path);
  const request = { path: join(test_.sources, "noise"), dataset: "noise", embed: false };
  expect(await imported(await test_.call("POST", "/imports", request))).toMatchObject({ imported: 1 });
  const read = async (): Promise<Response> =>
    test_.app.fetch(new Request("http://127.0.0.1/api/v1/row/content?key=noise/a.png"), { owner: true });
  const growing = await read();
  await appendFile(path, Buffer.alloc(100_000));
  expect((await growing.arrayBuffer()).byteLength).toBe(Number(growing.headers.get("content-length")));
  await truncate(path, 0);
  const empty = await read();
  expect([empty.status, empty.headers.get("content-length"), await empty.text()]).toEqual([200, "0", ""]);
});

test("an image that was uploaded is shown and searched by; what is none is refused with the reason", async () => {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: "#c8202c" } })
    .png()
    .toBuffer();
  const made = await strange("POST", "/pictures", { image: bytes.toString("base64"), name: "red.png" });
  expect(made).toMatchObject({ status: 201, body: { width: 40, height: 30, format: "png" } });
  const { picture } = made.body as { picture: string };
  const shown = await test_.app.fetch(new Request(`http://127.0.0.1/api/v1/pictures/${picture}/thumbnail`));
  expect((await sharp(Buffer.from(await shown.arrayBuffer())).metadata()).format).toBe("webp");
  expect(await strange("POST", "/pictures", { image: Buffer.from("<html>").toString("base64") })).toMatchObject({
    status: 422,
    body: { code: "image-unusable" },
  });
  expect(await strange("GET", `/pictures/${"0".repeat(64)}/thumbnail`)).toMatchObject({ status: 404 });
  expect(await strange("GET", "/pictures/..%2f..%2fcatalog.duckdb/thumbnail")).toMatchObject({ status: 404 });
});

test("an edit changes the rows of its selection as a job, is listed, and is undone once", async () => {
  await test_.call("POST", "/rows", { dataset: "edited", rows: [{ key: "edited/a", text: "a text to edit" }] });
  await test_.app.whenIdle();
  const started = await strange("POST", "/edits", {
    selection: { filter: 'dataset = "edited"' },
    edit: { tags: { add: ["seen"] } },
    expect: 1,
  });
  expect(started).toMatchObject({ status: 202, body: { rows: 1 } });
  const { edit } = started.body as { edit: number };
  await test_.app.whenIdle();
  expect((await strange("GET", "/row?key=edited/a")).body).toMatchObject({ tags: ["seen"] });
  expect((await strange("GET", "/edits")).body).toMatchObject([{ id: edit, state: "edited", changed: 1, job: null }]);
  expect(await strange("POST", `/edits/${edit}/undo`)).toMatchObject({ status: 202 });
  await test_.app.whenIdle();
  expect((await strange("GET", "/row?key=edited/a")).body).toMatchObject({ tags: [] });
  expect(await strange("POST", `/edits/${edit}/undo`)).toMatchObject({ status: 404, body: { code: "edit-not-found" } });
  expect(await strange("POST", "/edits/last/undo")).toMatchObject({ status: 404, body: { code: "edit-not-found" } });
});
