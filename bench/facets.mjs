import { measureAlone } from "./measure-ours.mjs";

const TASKS = [
  "facets-8",
  "facets-8-repeated",
  "histogram",
  "page",
  "page-by-score",
  "text-contains",
  "prefix",
  "facet-prefix",
];

/** Counts, distributions, pages and text search under metadata and the scores of a function. */
export async function facets(bench) {
  const directory = await bench.catalog();
  return measureAlone(() => bench.serve(directory, "facets"), TASKS, bench.options.runs);
}
