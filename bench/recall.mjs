import { join } from "node:path";
import { openDataset } from "./data/dataset.mjs";
import { MAPPING } from "./data/rows-csv.mjs";
import { KINDS } from "./data/vector-kinds.mjs";
import { told } from "./workbench.mjs";

/** Share of the exact answers that searches give, at the worst of all shapes of data and depths; must be 1. */
export async function recall(bench) {
  const { options, folder, log } = bench;
  const rows = options.recallRows;
  const data = await openDataset(join(folder, "recall"), { rows, dims: options.dims, seed: 2 });
  const directory = join(folder, "recall-catalog");
  const server = await bench.serve(directory, "recall", { ...data, mapping: MAPPING, source: data.folder });
  try {
    const cases = {};
    for (const kind of KINDS)
      cases[kind] = await told(log, `recall on ${kind} data`, async () => (await server.run(kind, 0)).answer);
    const value = Math.min(...Object.values(cases).flatMap((depths) => Object.values(depths)));
    return [{ id: "recall", value, unit: "recall at the worst", rows, queries: 100, cases }];
  } finally {
    await server.close();
  }
}
