import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Index, MetricKind, ScalarKind } from "usearch";
import { openNpy } from "../data/npy.mjs";
import { anchorRow, K, withoutAnchor } from "../query-rows.mjs";

const CHUNK_ROWS = 16_384;

/** usearch's graph (HNSW, its defaults), in memory: approximate, and minutes to build, so the file is kept with the dataset. */
export async function prepare(dataset) {
  const { rows, dims } = dataset;
  const read = openNpy({ path: dataset.vectors, rows, dims });
  const index = new Index({ dimensions: dims, metric: MetricKind.IP, quantization: ScalarKind.F32 });
  const path = join(dataset.folder, "usearch.hnsw");
  const started = performance.now();
  if (existsSync(path)) index.load(path);
  else {
    for (let first = 0; first < rows; first += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rows - first);
      const keys = BigUint64Array.from({ length: count }, (_, i) => BigInt(first + i));
      index.add(keys, read(first, count), availableParallelism());
    }
    index.save(path);
  }
  const search = (round) => {
    const anchor = anchorRow(round, rows);
    const { keys } = index.search(read(anchor, 1), K + 1, 1);
    return { rows: withoutAnchor(Array.from(keys, Number), anchor) };
  };
  return {
    facts: { builtOrLoadedInMs: performance.now() - started },
    tasks: { topk: search },
    close: () => undefined,
  };
}
