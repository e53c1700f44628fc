import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openContestant } from "./contestant.mjs";
import { openDataset } from "./data/dataset.mjs";

/** What the benchmarks of one command share: the generated data, a catalog that holds it, a folder that goes at the end. */
export async function openWorkbench(options, log) {
  const folder = await mkdtemp(join(tmpdir(), "pomona-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
  let dataset;
  let imported;
  let copies = 0;

  const openData = () => {
    dataset ??= told(log, `data of ${options.rows.toLocaleString("en")} x ${options.dims}`, () =>
      openDataset(options.cache, options),
    );
    return dataset;
  };
  const importInto = async () => {
    const directory = join(folder, `catalog-${copies++}`);
    const data = await openData();
    await told(log, "imported into a catalog", async () => {
      const importer = await openContestant("catalog", { ...data, directory, source: data.folder, tasks: "import" });
      await importer.run("everything", 0);
      await importer.close();
    });
    return directory;
  };
  return {
    options,
    folder,
    log,
    dataset: openData,
    /** Directory of a catalog with the dataset and one function; `isForWriting` makes one that nobody else gets. */
    async catalog({ isForWriting = false } = {}) {
      if (isForWriting) return importInto();
      imported ??= importInto();
      return imported;
    },
    /** A process that serves the catalog in `directory` and runs `tasks` on it. */
    async serve(directory, tasks, more = {}) {
      const data = await openData();
      const source = join(folder, "source");
      await mkdir(source, { recursive: true });
      return openContestant("catalog", { ...data, directory, source, tasks, ...more });
    },
    async close() {
      await rm(folder, { recursive: true, force: true });
      if (!options.keep && dataset) await rm((await dataset).folder, { recursive: true, force: true });
    },
  };
}

/** Runs work and says how long it took. */
export async function told(log, what, work) {
  const started = performance.now();
  const answer = await work();
  log(`${what} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return answer;
}
