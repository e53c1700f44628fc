import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createAdaptorServer } from "@hono/node-server";
import { DEFAULT_PORT } from "@pomona/contract/default-port";
import { Problem } from "@pomona/contract/problems";
import { openApp } from "./app.ts";
import { type Access, callerOf, LOOPBACK_HOSTS, tokenCookie } from "./http/guards.ts";
import { setSafeHeaders } from "./http/safe-headers.ts";
import { webFile } from "./http/web-files.ts";
import { nameDiskFull } from "./store/disk-full.ts";

/** An address of the catalog holds its filter, and a filter may hold regions of thousands of corners; Node's 16 KB are too few. */
const LONGEST_HEAD_BYTES = 1 << 20;

export interface ServeOptions {
  dataDirectory: string;
  /** Default 127.0.0.1. Any other than loopback needs a token. */
  host?: string;
  /** Default `DEFAULT_PORT`; 0 takes a free one. */
  port?: number;
  /** A token that callers may send, besides those made with `pomona token create`; then every caller needs one. */
  token?: string;
  roots?: string[];
  allowPrivateUrls?: boolean;
  /** Callers other than the owner can have models downloaded. */
  allowDownloads?: boolean;
  logLevel?: string;
  threads?: number;
}

export interface Serving {
  url: string;
  token: string | null;
  /** Resolves when a client asked the server to stop. */
  stopped: Promise<void>;
  close(): Promise<void>;
}

const WEB_DIRECTORY = fileURLToPath(new URL("../../web/dist", import.meta.url));
const DOCS_DIRECTORY = fileURLToPath(new URL("../../../docs", import.meta.url));
const NOT_BUILT = "The web app is not built. Run `npm run build` in the project folder; the API below /api/v1 works.\n";
const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/** Serves a data directory: the API, and the web app at `/`. Leaves `server.json` there for the command line to find. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const host = options.host ?? "127.0.0.1";
  const isLoopback = LOOPBACK.has(host);
  const ownerToken = randomBytes(24).toString("base64url");
  const access: Omit<Access, "tokenId" | "tokenName" | "endOfToken"> = {
    token: options.token ?? null,
    isTokenNeeded: !isLoopback || options.token !== undefined,
    ownerToken,
    hosts: [...LOOPBACK_HOSTS, host, ...(host.includes(":") ? [`[${host}]`] : [])].map((name) => name.toLowerCase()),
  };
  // All addresses of the machine: the token stands in for the check of the host name; other sites are refused all the same.
  if (host === "0.0.0.0" || host === "::") access.hosts = null;
  let stop = (): void => undefined;
  const stopped = new Promise<void>((settle) => {
    stop = settle;
  });
  const app = await openApp({
    dataDirectory: options.dataDirectory,
    access,
    onStop: stop,
    ...(options.roots ? { roots: options.roots } : {}),
    ...(options.logLevel ? { logLevel: options.logLevel } : {}),
    ...(options.threads ? { threads: options.threads } : {}),
    allowPrivateUrls: options.allowPrivateUrls ?? false,
    allowDownloads: options.allowDownloads ?? false,
  });
  if (!isLoopback && !options.token && app.tokenCount === 0) {
    await app.close();
    throw new Problem(
      "unauthorized",
      `A server on ${host} can be reached by others, so it needs a token: make one with \`pomona token create NAME\`, or pass --token TOKEN (or POMONA_TOKEN), for example ${randomBytes(18).toString("base64url")}.`,
    );
  }
  const server = createAdaptorServer({
    fetch: async (request: Request) => {
      const url = new URL(request.url);
      if (url.pathname.startsWith("/api/")) return app.fetch(request);
      const response = await page(app.access, request, url);
      setSafeHeaders(response);
      return response;
    },
    serverOptions: { maxHeaderSize: LONGEST_HEAD_BYTES },
  });
  const note = join(resolve(options.dataDirectory), "server.json");
  let url: string;
  try {
    await new Promise<void>((settle, fail) => {
      server.once("error", fail);
      server.listen(options.port ?? DEFAULT_PORT, host, settle);
    });
    url = `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
    const local = url.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
    await writeFile(note, JSON.stringify({ pid: process.pid, url: local, token: ownerToken }), { mode: 0o600 });
  } catch (cause) {
    server.close();
    await rm(note, { force: true });
    await app.close();
    throw listeningProblem(options, host, nameDiskFull(cause));
  }
  return {
    url,
    token: options.token ?? null,
    stopped,
    close: async () => {
      await rm(note, { force: true });
      await new Promise<void>((settle) => {
        server.close(() => settle());
        if ("closeAllConnections" in server) setTimeout(() => server.closeAllConnections(), 500).unref();
      });
      await app.close();
    },
  };
}

/** A page or file of the web app. With a token set, the first visit carries it in the address and leaves with a cookie. */
async function page(access: Access, request: Request, url: URL): Promise<Response> {
  const given = url.searchParams.get("token");
  if (given !== null && access.isTokenNeeded && callerOf(access, given) !== null) {
    url.searchParams.delete("token");
    return new Response(null, {
      status: 303,
      headers: {
        location: url.pathname + url.search,
        "set-cookie": tokenCookie(given),
        "cache-control": "no-store",
      },
    });
  }
  if (request.method !== "GET" && request.method !== "HEAD") return new Response("Method not allowed", { status: 405 });
  const document = url.pathname.startsWith("/docs/") ? url.pathname.slice("/docs".length) : null;
  if (document !== null) return (await webFile(DOCS_DIRECTORY, document)) ?? new Response("Not found", { status: 404 });
  return (
    (await webFile(WEB_DIRECTORY, url.pathname)) ??
    new Response(NOT_BUILT, { status: 200, headers: { "content-type": "text/plain; charset=utf-8" } })
  );
}

function listeningProblem(options: ServeOptions, host: string, cause: unknown): unknown {
  const { code } = cause as { code?: string };
  if (code === "EADDRINUSE")
    return new Problem(
      "bad-request",
      `Port ${options.port ?? DEFAULT_PORT} is taken. Choose another with --port, or 0 for any free one.`,
      { cause },
    );
  if (code === "EADDRNOTAVAIL")
    return new Problem("bad-request", `This machine has no address ${host}. Choose another with --host.`, { cause });
  if (code === "EACCES")
    return new Problem(
      "bad-request",
      `Port ${options.port ?? DEFAULT_PORT} is reserved. Choose one above 1023 with --port.`,
      {
        cause,
      },
    );
  return cause;
}
