// Measures how good the built-in spaces and what functions learn are, through the product. `npm run eval -- NAME`.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { banking77 } from "./banking77.mjs";
import { openCatalog } from "./catalog.mjs";
import { functions } from "./functions.mjs";
import { grocery } from "./grocery.mjs";

/** Those with options print for themselves and tell whether a bound is missed; the others give lines of figures. */
const EVALUATIONS = { grocery, banking77, functions };
const shared = resolve(process.env.POMONA_SHARED ?? fileURLToPath(new URL("../../shared", import.meta.url)));

const [name, ...rest] = process.argv.slice(2);
const evaluation = EVALUATIONS[name];
const options = evaluation && optionsOf(evaluation, rest);
if (!options) {
  console.error(
    `Usage: npm run -s eval -- grocery|banking77\n       npm run -s eval -- functions [--json] [--seeds N] [--classes N]`,
  );
  process.exit(2);
}
const source = join(shared, evaluation.source);
if (!existsSync(source)) {
  console.error(`${source} is not there. Point POMONA_SHARED at the folder that holds ${evaluation.source}.`);
  process.exit(2);
}
const isBelow = evaluation.options ? await evaluation.run(shared, options) : await printFigures(evaluation);
process.exitCode = isBelow ? 1 : 0;

function optionsOf({ options = {} }, args) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    console.error(error.message);
    return null;
  }
}

async function printFigures({ title, run }) {
  const directory = mkdtempSync(join(tmpdir(), `pomona-eval-${name}-`));
  const catalog = await openCatalog(directory, source);
  let isBelow = false;
  try {
    console.log(`${name}: ${title}\n`);
    for (const { what, measured, bound } of await run(catalog, source)) {
      isBelow ||= bound !== undefined && measured < bound;
      const verdict = bound === undefined ? "" : `  (at least ${bound.toFixed(1)})${measured < bound ? "  BELOW" : ""}`;
      console.log(`${what.padEnd(52)}${measured.toFixed(1).padStart(6)} %${verdict}`);
    }
  } finally {
    await catalog.close();
    rmSync(directory, { recursive: true, force: true });
  }
  return isBelow;
}
