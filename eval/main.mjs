// Measures how good the built-in spaces are, through the product: import, embed, search. `npm run eval -- grocery|banking77`.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { banking77 } from "./banking77.mjs";
import { openCatalog } from "./catalog.mjs";
import { grocery } from "./grocery.mjs";

const EVALUATIONS = { grocery, banking77 };
const shared = resolve(process.env.POMONA_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url)));

const [name, ...rest] = process.argv.slice(2);
const evaluation = EVALUATIONS[name];
if (!evaluation || rest.length > 0) {
  console.error(`Usage: npm run eval -- ${Object.keys(EVALUATIONS).join("|")}`);
  process.exit(2);
}
const source = join(shared, evaluation.source);
if (!existsSync(source)) {
  console.error(`${source} is not there. Point POMONA_SHARED at the folder that holds ${evaluation.source}.`);
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), `pomona-eval-${name}-`));
const catalog = await openCatalog(directory, source);
let isBelow = false;
try {
  console.log(`${name}: ${evaluation.title}\n`);
  for (const { what, measured, bound } of await evaluation.run(catalog, source)) {
    isBelow ||= bound !== undefined && measured < bound;
    const verdict = bound === undefined ? "" : `  (at least ${bound.toFixed(1)})${measured < bound ? "  BELOW" : ""}`;
    console.log(`${what.padEnd(52)}${measured.toFixed(1).padStart(6)} %${verdict}`);
  }
} finally {
  await catalog.close();
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = isBelow ? 1 : 0;
