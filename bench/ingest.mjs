import { rm } from "node:fs/promises";
import { join } from "node:path";
import { memoryResult } from "./race.mjs";
import { rounded, timesOf } from "./statistics.mjs";

const TASKS = ["csv-import", "csv-unchanged"];

/** A CSV of texts with labels and metadata into an empty catalog, not embedded; then the same file again. */
export async function ingest(bench) {
  const { rows, runs } = bench.options;
  const { folder } = await bench.dataset();
  const times = Object.fromEntries(TASKS.map((task) => [task, []]));
  const results = {};
  for (let round = 0; round < runs; round++) {
    const directory = join(bench.folder, `ingest-${round}`);
    const server = await bench.serve(directory, "import", { source: folder });
    for (const task of TASKS) {
      times[task].push((await server.run(task, round)).ms);
      const { rssGrowthMb = 0, anonGrowthMb = 0, eventLoopP99Ms = 0 } = results[task] ?? {};
      const memory = memoryResult(server, task);
      results[task] = {
        ...memory,
        rssGrowthMb: Math.max(rssGrowthMb, memory.rssGrowthMb),
        anonGrowthMb: Math.max(anonGrowthMb, memory.anonGrowthMb),
        eventLoopP99Ms: rounded(Math.max(eventLoopP99Ms, await server.eventLoopP99Ms(task))),
      };
    }
    await server.close();
    await rm(directory, { recursive: true });
  }
  return TASKS.map((id) => {
    const summary = timesOf(times[id]);
    return { id, ...summary, rowsPerSecond: rounded((1000 * rows) / summary.medianMs), ...results[id] };
  });
}
