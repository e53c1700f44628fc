import { openNpy } from "../data/npy.mjs";
import { anchorRow, K, withoutAnchor } from "../query-rows.mjs";
import { innerProduct, topK } from "../top-k.mjs";

/** A loop in JavaScript over one array in memory; it adds up in float64, so its answers are the reference. */
export async function prepare(dataset) {
  const { rows, dims } = dataset;
  const values = openNpy({ path: dataset.vectors, rows, dims })(0, rows);
  const search = (round) => {
    const anchor = anchorRow(round, rows);
    const query = Float64Array.from(values.subarray(anchor * dims, (anchor + 1) * dims));
    const best = topK(K + 1);
    for (let row = 0; row < rows; row++) best.offer(row, innerProduct(values, row * dims, query));
    return { rows: withoutAnchor(best.rows(), anchor) };
  };
  return { tasks: { topk: search }, close: () => undefined };
}
