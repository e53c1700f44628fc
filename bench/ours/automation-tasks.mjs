import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import { encodeVector } from "@pomona/sdk/encode-vector";
import { clusteredRows } from "../data/clustered.mjs";
import { AMOUNTS, keyOf, MAPPING, writeRows } from "../data/rows-csv.mjs";
import { scoreAbove } from "./facet-tasks.mjs";
import { finishedJob, finishedJobs } from "./finished-job.mjs";
import { definition } from "./function-tasks.mjs";

const AUTOMATIONS = 20;
const ARRIVING = 1000;
/** Of the arriving rows that each automation acts on, about. */
const SHARE = 0.3;
const numbers = Array.from({ length: AUTOMATIONS }, (_, i) => i);

/**
 * Rows that arrive with their vectors while twenty functions score them, without automations and with twenty: five each
 * of tags, review lists, batches and webhooks, which ask for a score and a field. Ended when all have acted.
 */
export async function automationTasks(client, { rows, dims, source, anchorRows = rows }) {
  const receiver = await openReceiver();
  for (const i of numbers) {
    const { job } = await client.createFunction(definition(`when${i}`, i, anchorRows));
    await finishedJob(client, job);
    await client.createSlice({ name: `list${i}`, filter: "" });
  }
  const filters = [];
  for (const i of numbers)
    filters.push(
      `function("when${i}") >= ${await scoreAbove(client, SHARE, `when${i}`)} and metadata.amount < ${AMOUNTS * 0.9}`,
    );
  const fill = clusteredRows(dims, 78);
  let arrived = 0;
  const arrive = async () => {
    const first = rows + arrived;
    arrived += ARRIVING;
    const path = join(source, `arriving-${first}.csv`);
    await writeRows(path, { rows: ARRIVING, seed: first, firstKey: first });
    const values = new Float32Array(ARRIVING * dims);
    fill(first, values);
    const vectors = Array.from({ length: ARRIVING }, (_, i) => ({
      key: keyOf(first + i),
      vector: encodeVector(values.subarray(i * dims, (i + 1) * dims)),
    }));
    const started = performance.now();
    const request = { path, dataset: "arriving", embed: false, keyPrefix: "", mapping: MAPPING };
    await finishedJob(client, (await client.startImport(request)).job);
    await client.putVectors({ space: "own", vectors });
    const acting = (await client.listJobs()).filter(
      ({ kind, state }) => kind === "automate" && (state === "queued" || state === "running"),
    );
    await finishedJobs(
      client,
      acting.map(({ id }) => id),
    );
    return { ms: performance.now() - started };
  };
  return {
    "automations-0": arrive,
    "automations-20": async () => {
      for (const i of numbers)
        await client.createAutomation({
          name: `act${i}`,
          filter: filters[i],
          action: actionOf(i, receiver.url),
        });
      const { ms } = await arrive();
      const automations = await client.listAutomations();
      const acted = automations.reduce((sum, one) => sum + one.acted, 0);
      const waiting = automations.reduce((sum, one) => sum + one.waiting, 0);
      if (waiting > 0 || acted < (AUTOMATIONS * ARRIVING * SHARE) / 4)
        throw new Error(`${acted} rows were acted on, and ${waiting} wait.`);
      for (const i of numbers) await client.deleteAutomation({ name: `act${i}` });
      return { ms, acted };
    },
  };
}

const actionOf = (i, url) =>
  [
    { kind: "tag", tag: `tag ${i}` },
    { kind: "review", slice: `list${i}` },
    { kind: "batch", project: `project ${i}`, batch: "new" },
    { kind: "webhook", url, allowPrivate: true },
  ][i % 4];

/** Takes calls and says yes. */
async function openReceiver() {
  const server = createServer((request, response) => request.resume().on("end", () => response.end()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}/` };
}
