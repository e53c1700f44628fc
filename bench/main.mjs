// Benchmarks with a fixed work list; without a name all of them, except the soak. What was asked for and met is printed; `--save NAME` keeps it in bench/results/.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { checksOf } from "./aims.mjs";
import { automations } from "./automations.mjs";
import { browser } from "./browser.mjs";
import { embedding } from "./embedding.mjs";
import { facets } from "./facets.mjs";
import { functions } from "./functions.mjs";
import { ingest } from "./ingest.mjs";
import { load, machine } from "./machine.mjs";
import { memory } from "./memory.mjs";
import { readOptions, USAGE } from "./options.mjs";
import { projection } from "./projection.mjs";
import { renderer } from "./renderer.mjs";
import { scan } from "./scan.mjs";
import { soak } from "./soak.mjs";
import { store } from "./store.mjs";
import { tableOf } from "./table.mjs";
import { vectors } from "./vectors.mjs";
import { openWorkbench } from "./workbench.mjs";

const BENCHMARKS = {
  scan,
  store,
  facets,
  functions,
  automations,
  ingest,
  vectors,
  soak,
  embedding,
  memory,
  browser,
  renderer,
  projection,
};
/** A quick look at all that people wait for. */
const SEARCH = { names: ["scan", "facets", "functions"], rows: 100_000, peers: [], recallRows: 0 };

const asked = askedFor(process.argv.slice(2));
const log = (text) => console.error(`  … ${text}`);
const report = {
  at: new Date().toISOString(),
  machine: machine(),
  load: load(),
  options: { rows: asked.rows, dims: asked.dims, runs: asked.runs, seed: asked.seed },
  results: [],
};
console.error(
  `${asked.names.join(", ")}  (${report.machine.cpu}, ${report.machine.cores} cores, load ${report.load.join(" ")})`,
);
const bench = await openWorkbench(asked, log);
try {
  for (const name of asked.names) report.results.push(...(await BENCHMARKS[name](bench)));
} finally {
  await bench.close();
}
report.loadAfter = load();
report.checks = checksOf(report.results, asked);
if (asked.json) console.log(JSON.stringify(report, null, 2));
else
  console.log(
    `\n${tableOf(report.results, report.checks)}\n\n  load before ${report.load.join(" ")}, after ${report.loadAfter.join(" ")}`,
  );
if (asked.save) {
  const folder = fileURLToPath(new URL("results", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${asked.save}.json`, `${JSON.stringify(report, null, 2)}\n`);
}
// Who asks for JSON reads there what was missed.
if (!asked.json && report.checks.some(({ isMet }) => isMet === false)) process.exitCode = 1;

function askedFor(given) {
  try {
    const options = readOptions(given);
    if (options.help) {
      console.log(USAGE);
      process.exit();
    }
    if (options.names.length === 0) options.names = Object.keys(BENCHMARKS).filter((name) => name !== "soak");
    const all = options.names.includes("search") ? { ...options, ...SEARCH } : options;
    const unknown = all.names.filter((name) => !(name in BENCHMARKS));
    if (unknown.length > 0) throw new Error(`There is no benchmark ${unknown.join(", ")}.`);
    return all;
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
