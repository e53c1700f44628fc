import { AMOUNTS, keyOf, rowOf } from "../data/rows-csv.mjs";
import { anchorRow, K } from "../query-rows.mjs";

/** The exact hundred rows nearest to a row, without and with a filter, and the exact score of every row. */
export function searchTasks(client, { rows }) {
  const search = async (round, filter) => {
    const { results } = await client.similar({
      space: "own",
      anchors: [{ key: keyOf(anchorRow(round, rows)) }],
      limit: K,
      ...(filter ? { filter } : {}),
    });
    return { rows: results.map(({ key }) => rowOf(key)) };
  };
  return {
    topk: (round) => search(round),
    "topk-filter-10": (round) => search(round, share(0.1, round)),
    "topk-filter-1": (round) => search(round, share(0.01, round)),
    "score-all": async (round) => {
      const similarity = `similarity(space "own", like "${keyOf(anchorRow(round, rows))}")`;
      const { total } = await client.query({ filter: `${similarity} >= 0.6`, limit: 0 });
      return { total };
    },
  };
}

/** A filter that selects this share of the rows: others in each round, so that no answer can be kept for it. */
export function share(part, round) {
  const low = ((round + 2) * 137.31) % (AMOUNTS * (1 - part));
  return `metadata.amount between ${low.toFixed(3)} and ${(low + AMOUNTS * part).toFixed(3)}`;
}
