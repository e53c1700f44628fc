// Benchmarks with a fixed work list. `npm run bench` runs all, `npm run bench -- NAME…` some; results go to pomona-bench/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { embedding } from "./embedding.mjs";
import { importing } from "./importing.mjs";
import { machine } from "./machine.mjs";
import { memory } from "./memory.mjs";
import { search } from "./search.mjs";

const BENCHMARKS = { embedding, importing, search, memory };
const results = fileURLToPath(new URL("../pomona-bench", import.meta.url));

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. Benchmarks: ${Object.keys(BENCHMARKS).join(", ")}`);
  process.exit(2);
}
mkdirSync(results, { recursive: true });
let isMissed = false;
for (const name of asked.length > 0 ? asked : Object.keys(BENCHMARKS)) {
  const folder = mkdtempSync(join(tmpdir(), `pomona-bench-${name}-`));
  const before = machine();
  console.log(`\n${name}  (${before.cpu}, ${before.cores} cores, load ${before.load.join(" ")})`);
  try {
    const figures = await BENCHMARKS[name](folder);
    for (const figure of figures) {
      isMissed ||= !meets(figure);
      console.log(line(figure));
    }
    const report = { name, at: new Date().toISOString(), before, after: machine(), figures };
    writeFileSync(join(results, `${name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = isMissed ? 1 : 0;

function meets({ value, atMost, atLeast }) {
  return !(atMost !== undefined && value > atMost) && !(atLeast !== undefined && value < atLeast);
}

function line(figure) {
  const { what, value, unit, atMost, atLeast } = figure;
  const aim = atMost !== undefined ? `at most ${atMost}` : atLeast !== undefined ? `at least ${atLeast}` : "";
  return `  ${what.padEnd(66)}${round(value).padStart(10)} ${unit.padEnd(5)} ${aim}${meets(figure) ? "" : "  MISSED"}`;
}

function round(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2);
}
