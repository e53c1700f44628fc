import { join } from "node:path";
import { clusteredRows } from "../data/clustered.mjs";
import { FACET_FIELDS, keyOf, MAPPING, writeRows } from "../data/rows-csv.mjs";
import { FACET_FUNCTION } from "./facet-tasks.mjs";
import { finishedJob } from "./finished-job.mjs";
import { definition } from "./function-tasks.mjs";
import { searchTasks, share } from "./search-tasks.mjs";

const COMING = 500;
const REPLACED = 200;
const EDITED = ["edited0", "edited1", "edited2"];

/** What many people would do at once, as fast as it goes, for some minutes; rows that come also go, so nothing should grow. */
export async function soakTasks(client, { rows, dims, source, minutes }) {
  for (const [i, name] of EDITED.entries())
    await finishedJob(client, (await client.createFunction(definition(name, i, rows))).job);
  const load = { client, rows, dims, source, fill: clusteredRows(dims, 9) };
  return {
    soak: async () => {
      const end = performance.now() + minutes * 60_000;
      const counts = {};
      const repeat = async (name, work) => {
        for (let round = 0; performance.now() < end; round++) {
          await work(round);
          counts[name] = round + 1;
        }
      };
      await Promise.all([
        repeat("searches and facets", searching(load)),
        repeat("edited functions", editing(load)),
        repeat("replaced vectors", replacing(load)),
        repeat("imports and deletes", comingAndGoing(load)),
      ]);
      return { counts };
    },
  };
}

function searching({ client, rows }) {
  const tasks = searchTasks(client, { rows });
  return async (round) => {
    await tasks.topk(round);
    await tasks["topk-filter-10"](round);
    await client.facets({
      fields: FACET_FIELDS,
      filter: `function("${FACET_FUNCTION}") >= 0.5 and ${share(0.5, round)}`,
    });
    await client.query({ filter: share(0.1, round), limit: 100, sort: { function: FACET_FUNCTION } });
  };
}

const editing =
  ({ client }) =>
  async (round) => {
    const name = EDITED[round % EDITED.length];
    const { job } = await client.editFunction({ name }, { parameters: { negativeWeight: 0.1 + (round % 90) / 100 } });
    if (job) await finishedJob(client, job);
  };

function replacing({ client, rows, dims, fill }) {
  return async (round) => {
    const first = (round * REPLACED) % (rows - REPLACED);
    await client.putVectors({ space: "own", vectors: vectorsFor(first, REPLACED, { round, dims, fill }) });
  };
}

function comingAndGoing({ client, rows, dims, source, fill }) {
  const path = join(source, "coming.csv");
  return async (round) => {
    const first = rows + round * COMING;
    await writeRows(path, { rows: COMING, seed: round, firstKey: first });
    const request = { path, dataset: "coming", embed: false, keyPrefix: "", mapping: MAPPING };
    await finishedJob(client, (await client.startImport(request)).job);
    await client.putVectors({ space: "own", vectors: vectorsFor(first, COMING, { round, dims, fill }) });
    await client.deleteRows({ selection: { filter: "dataset = coming" }, expect: COMING });
  };
}

function vectorsFor(first, count, { round, dims, fill }) {
  const values = new Float32Array(count * dims);
  fill(round, values);
  return Array.from({ length: count }, (_, i) => ({
    key: keyOf(first + i),
    vector: Array.from(values.subarray(i * dims, (i + 1) * dims)),
  }));
}
