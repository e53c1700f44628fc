import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Serving, serve } from "./serve.ts";

let directory: string;
let server: Serving;
let port: number;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-serve-"));
  const options = { dataDirectory: join(directory, "data"), host: "0.0.0.0", port: 0, token: "secret" };
  server = await serve({ ...options, logLevel: "silent", threads: 1 });
  port = Number(new URL(server.url).port);
});
afterAll(async () => {
  await server.close();
  await rm(directory, { recursive: true });
});

/** A request whose path and headers are sent as they are, as a browser or an attacker would. */
const get = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; headers: IncomingHttpHeaders }>((settle, fail) => {
    request({ host: "127.0.0.1", port, path, headers }, (response) => {
      response.resume();
      response.on("end", () => settle({ status: response.statusCode, headers: response.headers }));
    })
      .on("error", fail)
      .end();
  });
const authorization = "Bearer secret";
const health = "/api/v1/health";

test("on all addresses any host name does, but pages of other sites are refused", async () => {
  const host = `photos.lan:${port}`;
  expect(await get(health, { authorization, host })).toMatchObject({ status: 200 });
  expect(await get(health, { authorization, host, origin: `http://${host}` })).toMatchObject({ status: 200 });
  expect(await get(health, { authorization, host, origin: "http://evil.example" })).toMatchObject({ status: 403 });
  expect(await get(health, { authorization, host, "sec-fetch-site": "cross-site" })).toMatchObject({ status: 403 });
});

test("a cookie or an address that cannot be decoded is refused, not an error of the server", async () => {
  expect(await get(health, { cookie: "pomona_token=%" })).toMatchObject({ status: 401 });
  expect(await get("/%E0%A4%A")).toMatchObject({ status: 400 });
});

test.each(["/", "/?token=secret", "/%E0%A4%A", "/none.js", health])("%s carries the safe headers", async (path) => {
  const { headers } = await get(path);
  expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
});

test("beyond this machine a token is needed, and one that was made will do until it is revoked", async () => {
  const options = {
    dataDirectory: join(directory, "shared"),
    host: "0.0.0.0",
    port: 0,
    logLevel: "silent",
    threads: 1,
  };
  await expect(serve(options)).rejects.toMatchObject({ code: "unauthorized" });
  const alone = await serve({ ...options, host: "127.0.0.1" });
  const made = await fetch(`${alone.url}/api/v1/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"name":"phone"}',
  });
  const { id, token } = (await made.json()) as { id: string; token: string };
  await alone.close();
  const shared = await serve(options);
  const url = shared.url.replace("0.0.0.0", "127.0.0.1");
  const status = async (headers: Record<string, string>, path = health): Promise<number> =>
    (await fetch(url + path, { headers, redirect: "manual" })).status;
  try {
    expect(await status({})).toBe(401);
    expect(await status({ authorization: `Bearer ${token}` })).toBe(200);
    expect(await status({ cookie: `pomona_token=${token}` })).toBe(200);
    expect(await status({}, `/?token=${token}`)).toBe(303);
    const owner = JSON.parse(await readFile(join(options.dataDirectory, "server.json"), "utf8")) as { token: string };
    const revoked = await fetch(`${url}/api/v1/tokens/${id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${owner.token}` },
    });
    expect(revoked.status).toBe(200);
    expect(await status({ authorization: `Bearer ${token}` })).toBe(401);
    expect(await status({ cookie: `pomona_token=${token}` })).toBe(401);
  } finally {
    await shared.close();
  }
});

test("an address as long as a filter of several regions is answered", async () => {
  expect(
    await get(`${health}?where=${"1.25 ".repeat(20_000).replaceAll(" ", "%20")}`, { authorization }),
  ).toMatchObject({
    status: 200,
  });
});
