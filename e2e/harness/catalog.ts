import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ImportReport } from "@pomona/contract/imports";
import type { QueryRequest, Row } from "@pomona/contract/rows";
import { type Client, createClient } from "@pomona/sdk/client";
import { startServer } from "../../scripts/pomona.mjs";

type Server = Awaited<ReturnType<typeof startServer>>;

type ImportAsk = Parameters<Client["startImport"]>[0];

/** A server process with a client that has the owner's token. */
export interface Running {
  server: Server;
  client: Client;
}

export async function start(dataDirectory: string, roots: string[], port = 0): Promise<Running> {
  const server = await startServer(dataDirectory, { roots, port });
  return { server, client: createClient({ url: server.url, token: server.token }) };
}

/** A folder for one test file, and what removes it. */
export async function temporaryFolder(name: string): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), `pomona-${name}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Imports and waits for the rows, not for their vectors. Throws unless the import is done. */
export async function importRows(client: Client, request: ImportAsk): Promise<ImportReport> {
  const { job } = await client.startImport(request);
  const ended = await client.waitForJob(job);
  if (ended.state !== "done") throw new Error(`Import ${ended.state}: ${ended.error}`);
  return ended.result as ImportReport;
}

/** Waits until nothing runs. Throws when any job failed. */
export async function idle(client: Client): Promise<void> {
  await client.waitUntilIdle();
  const failed = (await client.listJobs()).filter((job) => job.state === "failed");
  if (failed.length > 0) throw new Error(failed.map((job) => `${job.title}: ${job.error}`).join("; "));
}

export async function allRows(client: Client, request: QueryRequest = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const page of client.pages({ limit: 1000, ...request })) rows.push(...page.rows);
  return rows;
}

/** Vectors of a space as the product exports them, by key. */
export async function exportedVectors(client: Client, space: string): Promise<Map<string, number[]>> {
  const response = await client.exportRows({
    selection: { filter: { and: [] } },
    format: "ndjson",
    vectors: [space],
    scores: [],
  });
  const vectors = new Map<string, number[]>();
  for (const line of (await response.text()).split("\n")) {
    if (line === "") continue;
    const row = JSON.parse(line) as { key: string; vectors: Record<string, number[] | null> };
    const vector = row.vectors[space];
    if (vector) vectors.set(row.key, vector);
  }
  return vectors;
}
