import { AMOUNTS, FACET_FIELDS } from "../data/rows-csv.mjs";
import { share } from "./search-tasks.mjs";

export const FACET_FUNCTION = "likeness";

/** Counts, distributions and pages under metadata and a function's scores; a constant is another in each round. */
export async function facetTasks(client) {
  const threshold = await scoreAbove(client, 0.3);
  const filter = (round) =>
    `function("${FACET_FUNCTION}") >= ${threshold + (round + 1) * 1e-5} and metadata.amount < ${AMOUNTS / 2 + round}`;
  const facets = async (round) => {
    const { total } = await client.facets({ fields: FACET_FIELDS, filter: filter(round) });
    return { total };
  };
  return {
    "facets-8": (round) => facets(round),
    "facets-8-repeated": () => facets(-1),
    histogram: (round) => client.histogram({ of: { function: FACET_FUNCTION }, bins: 40, filter: share(0.5, round) }),
    page: (round) =>
      client.query({ filter: filter(round), limit: 100, sort: { field: "metadata.amount", descending: true } }),
    "page-by-score": (round) =>
      client.query({ filter: share(0.5, round), limit: 100, sort: { function: FACET_FUNCTION } }),
    "text-contains": (round) => client.query({ filter: `text contains "bank ${200 + round}"`, limit: 100 }),
    prefix: (round) =>
      client.query({ filter: `metadata.code starts with "ca${(round + 2).toString(36)}"`, limit: 100 }),
    "facet-prefix": (round) =>
      client.facets({ fields: ["metadata.code"], prefix: `ca${(round + 2).toString(36)}`, limit: 20 }),
  };
}

/** The score that about this share of the rows reaches. */
export async function scoreAbove(client, part, name = FACET_FUNCTION) {
  const { edges, counts } = await client.histogram({ of: { function: name }, bins: 1000 });
  const all = counts.reduce((sum, count) => sum + count, 0);
  let above = 0;
  for (let bin = counts.length - 1; bin >= 0; bin--) {
    above += counts[bin];
    if (above >= part * all) return edges[bin];
  }
  throw new Error("The function has no scores.");
}
