import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { connect } from "@lancedb/lancedb";
import { openNpy } from "../data/npy.mjs";
import { anchorRow, K, withoutAnchor } from "../query-rows.mjs";

// LanceDB knows the classes of the CommonJS build only, and writes what it makes of others wrongly.
const { Field, FixedSizeList, Float32, Int32, makeData, RecordBatch, Schema, Struct, Table } = createRequire(
  import.meta.url,
)("apache-arrow");

const CHUNK_ROWS = 65_536;

/** The dataset as a LanceDB table; it is kept with the dataset. */
export async function lanceTable(dataset) {
  const path = join(dataset.folder, "lance");
  if (!existsSync(path)) {
    const making = `${path}.part`;
    await rm(making, { recursive: true, force: true });
    await makeTable(making, dataset);
    await rename(making, path);
  }
  return (await connect(path)).openTable("vectors");
}

/** A task that searches the table; `tune` sets how. */
export function lanceSearch(table, { vectors, rows, dims }, tune) {
  const read = openNpy({ path: vectors, rows, dims });
  return async (round) => {
    const anchor = anchorRow(round, rows);
    const query = table.query().nearestTo(read(anchor, 1)).distanceType("dot");
    const answer = await tune(query)
      .select(["row", "_distance"])
      .limit(K + 1)
      .toArray();
    return {
      rows: withoutAnchor(
        answer.map(({ row }) => row),
        anchor,
      ),
    };
  };
}

async function makeTable(path, { vectors, rows, dims }) {
  const database = await connect(path);
  const read = openNpy({ path: vectors, rows, dims });
  let table;
  for (let first = 0; first < rows; first += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - first);
    const chunk = arrowTable(first, read(first, count), dims);
    if (table) await table.add(chunk);
    else table = await database.createTable("vectors", chunk);
  }
  table.close();
}

function arrowTable(first, values, dims) {
  const length = values.length / dims;
  const numbers = Int32Array.from({ length }, (_, i) => first + i);
  const list = new FixedSizeList(dims, new Field("item", new Float32(), true));
  const fields = [new Field("row", new Int32()), new Field("vector", list)];
  const child = makeData({ type: new Float32(), length: values.length, data: values });
  const children = [
    makeData({ type: new Int32(), length, data: numbers }),
    makeData({ type: list, length, nullCount: 0, child }),
  ];
  return new Table(new RecordBatch(new Schema(fields), makeData({ type: new Struct(fields), length, children })));
}
