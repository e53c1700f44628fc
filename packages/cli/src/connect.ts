import { existsSync, realpathSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Client, createClient } from "@pomona/sdk/client";
import type { CatalogNeed, GlobalOptions, Session } from "./context.ts";
import { UsageError } from "./exit-code.ts";

const ANSWER_TIMEOUT_MS = 5000;
/** Nothing listens there: requests are handed to the store in this process. */
const IN_PROCESS_URL = "http://127.0.0.1";

/**
 * The way to the catalog: the server at `--url`, else the server that has the data directory open, else the store itself,
 * opened in this process until `close`; its log is DATA/pomona.log, and what was mended in it is told to `onWarning`. Throws `data-directory-locked` when another process has it and does not serve.
 */
export async function openSession(
  options: GlobalOptions,
  need: CatalogNeed,
  onWarning: (message: string) => void = () => undefined,
): Promise<Session> {
  if (options.url) {
    const client = createClient({ url: options.url, ...(options.token ? { token: options.token } : {}) });
    return { client, place: "remote", close: async () => undefined };
  }
  const dataDirectory = resolve(options.data);
  const running = await runningServer(dataDirectory);
  if (running) return { client: running, place: "local", close: async () => undefined };
  if (need !== "new" && !existsSync(dataDirectory)) {
    throw new UsageError(
      `There is no catalog in ${dataDirectory}. \`pomona import\` begins one; --data DIR or POMONA_DATA names another.`,
    );
  }
  const { openApp } = await import("@pomona/server/app");
  const app = await openApp({
    dataDirectory,
    logLevel: process.env.POMONA_LOG ?? "warn",
    logFile: join(dataDirectory, "pomona.log"),
    onWarning,
    resume: need === "work",
  });
  const client = createClient({ url: IN_PROCESS_URL, fetch: (request) => app.fetch(request, { owner: true }) });
  return { client, place: "process", close: () => app.close() };
}

/** A client of the server that DATA/server.json names, if one answers there and it serves this directory. */
export async function runningServer(dataDirectory: string): Promise<Client | null> {
  const text = await readFile(join(dataDirectory, "server.json"), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const { url, token } = JSON.parse(text) as { url: string; token?: string | null };
    const client = createClient({ url, ...(token ? { token } : {}) });
    const { dataDirectory: served } = await client.health({ signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    return served !== undefined && realpathSync(served) === realpathSync(dataDirectory) ? client : null;
  } catch {
    // A file that a killed server left behind, or another program on its port: the store decides by its lock.
    return null;
  }
}
