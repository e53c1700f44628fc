import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { encodeVector } from "@pomona/sdk/encode-vector";
import { clusteredRows } from "../data/clustered.mjs";
import { keyOf, MAPPING, writeRows } from "../data/rows-csv.mjs";
import { finishedJob, finishedJobs } from "./finished-job.mjs";

const FUNCTIONS = 100;
const ARRIVING = 1000;
const MADE_AT_ONCE = 50;
const names = Array.from({ length: FUNCTIONS }, (_, i) => `f${i}`);

/** Making and re-scoring functions, and vectors that arrive while functions are there. Call `create-all` before those of 100. */
export async function functionTasks(client, { rows, dims, source, rounds }) {
  let arrived = 0;
  const arrivals = await importArrivals(client, { firstKey: rows, source, rounds, dims });
  const vectorCount = () => rows + arrived;
  const arrive = async (existing) => {
    const vectors = await arrivals(arrived);
    const started = performance.now();
    await client.putVectors({ space: "own", vectors });
    arrived += ARRIVING;
    for (const name of existing.slice(-1)) await expectScored(client, name, vectorCount());
    const ms = performance.now() - started;
    for (const name of existing) await expectScored(client, name, vectorCount());
    return { ms };
  };
  return {
    "arrivals-1000x0": () => arrive([]),
    create: async (round) => {
      const name = `new${round}`;
      const started = performance.now();
      const { job } = await client.createFunction(definition(name, round + 2, rows));
      await finishedJob(client, job);
      await expectScored(client, name, vectorCount());
      const ms = performance.now() - started;
      await client.deleteFunction({ name });
      return { ms };
    },
    "create-100": async () => {
      const started = performance.now();
      const made = await Promise.all(names.map((name, i) => client.createFunction(definition(name, i, rows))));
      await finishedJobs(
        client,
        made.map(({ job }) => job),
      );
      return { ms: performance.now() - started };
    },
    "rescore-100": async () => {
      const started = performance.now();
      const begun = await Promise.all(names.map((name) => client.rescoreFunction({ name })));
      await finishedJobs(
        client,
        begun.map(({ job }) => job),
      );
      const ms = performance.now() - started;
      for (const name of names) await expectScored(client, name, vectorCount());
      return { ms };
    },
    "arrivals-1000x100": () => arrive(names),
  };
}

export const definition = (name, i, rows) => ({
  name,
  space: "own",
  anchors: [
    { key: keyOf((i * 31) % rows) },
    { key: keyOf((i * 31 + 50) % rows) },
    { key: keyOf((i * 31 + 99) % rows), sign: "-" },
  ],
});

/** Every row with a vector must be found by a filter on the function's scores. */
async function expectScored(client, name, count) {
  const { total } = await client.query({ filter: `function("${name}") exists`, limit: 0 });
  if (total !== count) throw new Error(`${name} has scores of ${total} rows, not of ${count}.`);
}

/** Rows without vectors, for the rounds to bring them; gives the next thousand of those, with vectors. */
async function importArrivals(client, { firstKey, source, rounds, dims }) {
  const rows = ARRIVING * 2 * (rounds + 1);
  const path = join(source, "arrivals.csv");
  await writeRows(path, { rows, seed: 77, firstKey });
  const request = { path, dataset: "arrivals", embed: false, keyPrefix: "", mapping: MAPPING };
  await finishedJob(client, (await client.startImport(request)).job);
  const fill = clusteredRows(dims, 77);
  return async (from) => {
    const vectors = [];
    const values = new Float32Array(MADE_AT_ONCE * dims);
    for (let first = from; first < from + ARRIVING; first += MADE_AT_ONCE) {
      fill(first, values);
      for (let i = 0; i < MADE_AT_ONCE; i++)
        vectors.push({
          key: keyOf(firstKey + first + i),
          vector: encodeVector(values.subarray(i * dims, (i + 1) * dims)),
        });
      // The server shares this event loop, and its delays are measured.
      await setImmediate();
    }
    return vectors;
  };
}
