import type { IncomingMessage, RequestListener } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { callWebhook } from "./call-webhook.ts";
import { urlRefusal } from "./checked-address.ts";
import { fetchUrl } from "./fetch-url.ts";
import { servedSite } from "./served-site.fixture.ts";

const serve = async (listener: RequestListener): Promise<string> => `${await servedSite(listener)}/hook`;

const call = (url: string, more: { allowPrivate?: boolean; timeoutMs?: number; signal?: AbortSignal } = {}) =>
  callWebhook(url, {
    body: '{"grüße":1}',
    headers: { "pomona-delivery": "d1" },
    allowPrivate: more.allowPrivate ?? true,
    timeoutMs: more.timeoutMs ?? 5000,
    signal: more.signal ?? new AbortController().signal,
  });

test("JSON is posted with its headers, and the status comes back", async () => {
  const received: { method?: string | undefined; headers: IncomingMessage["headers"]; body: string }[] = [];
  const url = await serve(async (request, response) => {
    received.push({ method: request.method, headers: request.headers, body: await text(request) });
    response.writeHead(204).end();
  });
  expect(await call(url)).toEqual({ kind: "answered", status: 204, retryAfterMs: null });
  expect(received).toMatchObject([
    {
      method: "POST",
      headers: { "content-type": "application/json", "pomona-delivery": "d1" },
      body: '{"grüße":1}',
    },
  ]);
});

test("private addresses are not called unless allowed, also behind a name", async () => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked++;
    response.end();
  });
  for (const address of [url, url.replace("127.0.0.1", "localhost"), "http://169.254.169.254/", "file:///etc/passwd"])
    expect(await call(address, { allowPrivate: false })).toMatchObject({ kind: "refused" });
  expect(asked).toBe(0);
  expect(await urlRefusal(url, { allowPrivate: false })).toContain("loopback");
  expect(await urlRefusal(url.replace("127.0.0.1", "localhost"), { allowPrivate: false })).toContain("loopback");
  expect(await urlRefusal(url, { allowPrivate: true })).toBe(null);
  expect(await urlRefusal("http://[::1]/", { allowPrivate: false })).toContain("loopback");
});

test("a redirect is not followed", async () => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked++;
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  expect(await call(url)).toMatchObject({ kind: "answered", status: 307 });
  expect(asked).toBe(1);
});

test("what the receiver asks to wait is told, in seconds and as a date", async () => {
  const answers = ["120", new Date(Date.now() + 60_000).toUTCString(), "soon"];
  const url = await serve((_, response) => {
    response.writeHead(503, { "retry-after": answers.shift() ?? "" }).end();
  });
  expect(await call(url)).toEqual({ kind: "answered", status: 503, retryAfterMs: 120_000 });
  const { retryAfterMs } = await call(url);
  expect(retryAfterMs).toBeGreaterThan(30_000);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  expect(await call(url)).toEqual({ kind: "answered", status: 503, retryAfterMs: null });
});

test("an answer without end is cut off, and one that never comes is a failure", async () => {
  const endless = await serve((_, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(16_384)));
    };
    response.on("drain", more);
    more();
  });
  expect(await call(endless)).toMatchObject({ kind: "answered", status: 200 });
  const silent = await serve(() => undefined);
  expect(await call(silent, { timeoutMs: 50 })).toMatchObject({
    kind: "failed",
    message: "The receiver did not answer within 0.05 s.",
  });
  expect(await call("http://127.0.0.1:1/")).toMatchObject({ kind: "failed" });
});

test("an answer in another protocol is a failure, and does not keep the call waiting", async () => {
  const sockets = createSocketServer((socket) =>
    socket
      .on("error", () => undefined)
      .once("data", () =>
        socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
      ),
  );
  await new Promise<void>((resolve) => sockets.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void sockets.close());
  const url = `http://127.0.0.1:${(sockets.address() as AddressInfo).port}/`;
  expect(await call(url)).toEqual({
    kind: "failed",
    message: "The receiver could not be called: it answered in another protocol.",
    retryAfterMs: null,
  });
  expect(await fetchUrl(url, { allowPrivate: true, limitBytes: 1000 })).toMatchObject({
    ok: false,
    code: "url-failed",
    message: "It could not be fetched: it answered in another protocol.",
  });
});
