import { MAPPING } from "../data/rows-csv.mjs";
import { FACET_FUNCTION } from "./facet-tasks.mjs";
import { finishedJob } from "./finished-job.mjs";
import { definition } from "./function-tasks.mjs";

/** Bringing a dataset in and out: its table, its vectors, the one function that facets are counted under. */
export function importTasks(client, { table, vectors, ids, rows, dims }) {
  const importTable = async () => {
    const request = { path: table, dataset: "rows", embed: false, keyPrefix: "", mapping: MAPPING };
    const { job } = await client.startImport(request);
    await finishedJob(client, job);
  };
  const importVectors = async (space) => {
    const { job } = await client.importVectors({ space, path: vectors, ids });
    await finishedJob(client, job);
    const { count } = await client.getSpace({ name: space });
    if (count !== rows) throw new Error(`${count} vectors of ${rows} are there.`);
  };
  return {
    "csv-import": importTable,
    "csv-unchanged": importTable,
    "npy-import": async (round) => {
      const name = `round${round}`;
      await client.createSpace({ kind: "external", name, dims });
      const started = performance.now();
      await importVectors(name);
      const ms = performance.now() - started;
      await client.deleteSpace({ name, force: true });
      return { ms };
    },
    "vectors-export": async () => {
      const request = { selection: { filter: "true" }, format: "parquet", vectors: ["own"] };
      const response = await client.exportRows(request);
      let bytes = 0;
      for await (const chunk of response.body) bytes += chunk.length;
      if (bytes < rows * dims * 2) throw new Error(`The export has ${bytes} bytes only.`);
      return { bytes };
    },
    /** All that the other benchmarks search in. */
    everything: async () => {
      await importTable();
      await client.createSpace({ kind: "external", name: "own", dims });
      await importVectors("own");
      const { job } = await client.createFunction(definition(FACET_FUNCTION, 3, rows));
      await finishedJob(client, job);
      await client.waitUntilIdle();
    },
  };
}
