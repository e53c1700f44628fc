import { lanceSearch, lanceTable } from "./lance-table.mjs";

/** LanceDB without an index: exact. */
export async function prepare(dataset) {
  const table = await lanceTable(dataset);
  return {
    tasks: { topk: lanceSearch(table, dataset, (query) => query.bypassVectorIndex()) },
    close: () => table.close(),
  };
}
