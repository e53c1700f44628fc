import { readdirSync, rmSync } from "node:fs";
import { copyFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { openSession, runningServer } from "./connect.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A real HTTP server that answers /health for a data directory and nothing else, and records tokens. */
async function listen(dataDirectory: string): Promise<{ url: string; tokens: (string | undefined)[] }> {
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    if (request.url !== "/api/v1/health") return;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ok: true, version: "0", dataDirectory }));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  closers.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tokens };
}
const folder = () => mkdtemp(join(tmpdir(), "pomona-connect-"));
const note = (directory: string, content: unknown) =>
  writeFile(join(directory, "server.json"), JSON.stringify(content));

it("goes through the server that has the data directory open, with its owner's token", async () => {
  const directory = await folder();
  const { url, tokens } = await listen(directory);
  await note(directory, { pid: 1, url, token: "owner" });
  const session = await openSession({ data: directory }, "existing");
  await session.client.health();
  expect([session.place, ...tokens]).toEqual(["local", "Bearer owner", "Bearer owner"]);
});

it("does not trust a server.json that was left behind: nobody there, another catalog, or no JSON", async () => {
  const directory = await folder();
  const dead = createTcpServer();
  await new Promise<void>((ready) => dead.listen(0, "127.0.0.1", ready));
  const { port } = dead.address() as AddressInfo;
  await new Promise((closed) => dead.close(closed));
  await note(directory, { pid: 1, url: `http://127.0.0.1:${port}`, token: "owner" });
  expect(await runningServer(directory)).toBe(null);
  const { url } = await listen(await folder());
  await note(directory, { pid: 1, url, token: "owner" });
  expect(await runningServer(directory)).toBe(null);
  await writeFile(join(directory, "server.json"), "{");
  expect(await runningServer(directory)).toBe(null);
});

it("refuses to look into a catalog that is not there", async () => {
  await expect(openSession({ data: join(await folder(), "typo") }, "existing")).rejects.toThrow(
    "There is no catalog in",
  );
});

it("says what to do when nothing answers at --url", async () => {
  const session = await openSession({ data: "unused", url: "http://127.0.0.1:9" }, "existing");
  await expect(session.client.about()).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringContaining("pomona serve"),
  });
});

it("keeps the details of a failure in the data directory's log where there is no server", async () => {
  const directory = await folder();
  const data = join(directory, "data");
  const table = join(directory, "t.csv");
  await writeFile(table, "key,text\na,one\nb,two\n");
  const first = await openSession({ data }, "new");
  await first.client.grantRoot({ path: directory });
  const { job } = await first.client.startImport({ path: table, dataset: "d", keyPrefix: "", embed: false });
  await first.client.waitForJob(job);
  const vectors = [
    { key: "a", vector: [1, 0] },
    { key: "b", vector: [0, 1] },
  ];
  await first.client.putVectors({ space: "mine", vectors });
  await first.close();
  expect(readdirSync(data)).not.toContain("pomona.log");
  for (const file of readdirSync(join(data, "vectors"), { recursive: true }) as string[])
    if (/\.arrow/.test(file)) rmSync(join(data, "vectors", file));
  const session = await openSession({ data }, "existing");
  const search = session.client.similar({ space: "mine", anchors: [{ vector: [1, 0] }] });
  await expect(search).rejects.toMatchObject({ code: "internal" });
  await session.close();
  expect(JSON.parse((await readFile(join(data, "pomona.log"), "utf8")).trim())).toMatchObject({
    msg: "request failed",
    err: { stack: expect.any(String) },
  });
});

it("tells what had to be mended as a warning, not as a line of the log", async () => {
  const [data, copy] = [join(await folder(), "data"), await folder()];
  const first = await openSession({ data }, "new");
  for (const name of ["a", "b", "c"]) await first.client.createProject({ name });
  await copyFile(join(data, "catalog.duckdb"), join(copy, "catalog.duckdb"));
  const log = await readFile(join(data, "catalog.duckdb.wal"));
  await first.close();
  const middle = log.length >> 1;
  await writeFile(join(copy, "catalog.duckdb.wal"), log.fill((log[middle] as number) ^ 0xff, middle, middle + 1));
  const warnings: string[] = [];
  const session = await openSession({ data: copy }, "existing", (message) => warnings.push(message));
  await session.close();
  expect(warnings).toEqual([expect.stringContaining("is damaged and was set aside")]);
});
