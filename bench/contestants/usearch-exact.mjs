import { availableParallelism } from "node:os";
import { exactSearch, MetricKind } from "usearch";
import { openNpy } from "../data/npy.mjs";
import { anchorRow, K, withoutAnchor } from "../query-rows.mjs";

/** usearch over all rows, in memory, on every core. */
export async function prepare(dataset) {
  const { rows, dims } = dataset;
  const values = openNpy({ path: dataset.vectors, rows, dims })(0, rows);
  const search = (round) => {
    const anchor = anchorRow(round, rows);
    const query = values.slice(anchor * dims, (anchor + 1) * dims);
    const { keys } = exactSearch(values, query, dims, K + 1, MetricKind.IP, availableParallelism());
    return { rows: withoutAnchor(Array.from(keys, Number), anchor) };
  };
  return { tasks: { topk: search }, close: () => undefined };
}
