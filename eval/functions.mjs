// How good functions are: ranking by centroid, nearest and probe; calibration and suggested thresholds; the review loop.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCatalog } from "./catalog.mjs";
import { banking77Vectors, groceryVectors } from "./labelled-vectors.mjs";
import { calibrationTable, rankingTable, summary } from "./probe-tables.mjs";
import { runTasks } from "./probe-tasks.mjs";
import { reviewLoop, reviewTable } from "./review-loop.mjs";

/** Classes of a space that the review loop is tried on, with one seed; a class takes some ten seconds. */
const REVIEW_CLASSES = 8;

export const functions = {
  title: "ranking, calibration and thresholds of probes, and what a review teaches, on held-out rows",
  source: "data",
  options: { json: { type: "boolean" }, seeds: { type: "string" }, classes: { type: "string" } },
  run,
};

/** Prints the tables, or one JSON document; true where a bound is missed. `seeds`: default 10; `classes` of each space: all. */
async function run(shared, { json = false, seeds = "10", classes }) {
  const log = (line) => process.stderr.write(`${line}\n`);
  const sets = [...(await vectorsOf(banking77Vectors, shared)), ...(await vectorsOf(groceryVectors, shared))];
  for (const set of sets) log(`${set.space}: ${set.classes.length} rows, ${new Set(set.classes).size} classes`);
  const limits = { seeds: count("seeds", seeds), classes: classes === undefined ? null : count("classes", classes) };
  const spaces = [];
  for (const set of sets) spaces.push({ space: set.space, ...summary(await runTasks(set, limits, log)) });
  const review = await reviewLoop(
    sets.map((set) => ({ set, classCount: limits.classes ?? REVIEW_CLASSES, seeds: [0] })),
    log,
  );
  const isBelow = review.isBelow || spaces.some((space) => space.isBelow);
  if (json) process.stdout.write(`${JSON.stringify({ limits, spaces, review, isBelow }, null, 2)}\n`);
  else
    console.log(
      [
        `Seeds: ${limits.seeds}; classes of each space: ${limits.classes ?? "all"} (review: at most ${limits.classes ?? REVIEW_CLASSES}).`,
        rankingTable(spaces),
        calibrationTable(spaces),
        reviewTable(review),
      ].join("\n\n"),
    );
  return isBelow;
}

function count(name, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    console.error(`--${name} takes a whole number of 1 or more, not ${text}.`);
    process.exit(2);
  }
  return value;
}

/** Through the product: imported, embedded and exported in a catalog that is gone afterwards. */
async function vectorsOf(make, shared) {
  const directory = mkdtempSync(join(tmpdir(), "pomona-eval-functions-"));
  const catalog = await openCatalog(directory, join(shared, "data"));
  try {
    return await make(catalog, shared);
  } finally {
    await catalog.close();
    rmSync(directory, { recursive: true, force: true });
  }
}
