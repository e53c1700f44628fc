import { measureTogether } from "./measure-ours.mjs";
import { memoryResult } from "./race.mjs";
import { timesOf } from "./statistics.mjs";

/** In the order of their turns. */
const LEARNING = [
  "retrain-probe",
  "filter-one",
  "filter-combined",
  "filter-one-first",
  "filter-combined-first",
  "filter-combined-edited",
  "sort-one-first",
  "sort-combined-first",
  "ask-review",
  "version-diff",
  "evaluate",
];

/** Probes and combinations, functions made and re-scored, vectors that arrive while there are none and while there are a hundred. */
export async function functions(bench) {
  const { runs } = bench.options;
  const directory = await bench.catalog({ isForWriting: true });
  const learned = await learning(bench, directory);
  const server = await bench.serve(directory, "functions", { rounds: runs });
  try {
    const without = await measureTogether(server, ["arrivals-1000x0", "create"], runs);
    // Once: it is what the rest needs, and takes as long as re-scoring.
    const { ms } = await server.run("create-100", 0);
    const created = { id: "create-100", ...timesOf([ms]), ...memoryResult(server, "create-100") };
    const withAll = await measureTogether(server, ["rescore-100", "arrivals-1000x100"], runs);
    return [...learned, ...without, created, ...withAll];
  } finally {
    await server.close();
  }
}

async function learning(bench, directory) {
  const server = await bench.serve(directory, "learning");
  try {
    await server.run("make", 0);
    return await measureTogether(server, LEARNING, bench.options.runs);
  } finally {
    await server.close();
  }
}
