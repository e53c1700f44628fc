import { createClient } from "@pomona/sdk/client";
import { openApp } from "@pomona/server/app";

/** A catalog in this process, and its client. */
export async function openCatalog(directory, source) {
  const app = await openApp({ dataDirectory: directory, roots: [source], logLevel: "warn" });
  const client = createClient({ url: "http://127.0.0.1", fetch: (request) => app.fetch(request, { owner: true }) });
  return { client, close: () => app.close() };
}

/** Imports, and waits until all rows are embedded. Throws when an item was refused or a job failed. */
export async function importAll(client, request) {
  const started = Date.now();
  const { job } = await client.startImport(request);
  const done = await client.waitForJob(job);
  if (done.state !== "done") throw new Error(`The import ${done.state}: ${done.error}`);
  await idle(client);
  const { result } = done;
  if (result.failedCount > 0)
    throw new Error(`${result.failedCount} refused, first: ${JSON.stringify(result.failed[0])}`);
  return { ...result, seconds: (Date.now() - started) / 1000 };
}

/** Waits until nothing runs; throws when a job failed meanwhile. */
export async function idle(client) {
  await client.waitUntilIdle();
  const failed = (await client.listJobs()).find((job) => job.state === "failed");
  if (failed) throw new Error(`${failed.title} failed: ${failed.error}`);
}

/** Every row, with all pages. */
export async function allRows(client, request) {
  const rows = [];
  for await (const page of client.pages({ limit: 1000, ...request })) rows.push(...page.rows);
  return rows;
}
