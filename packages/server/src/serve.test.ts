import { mkdtemp, rm } from "node:fs/promises";
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
