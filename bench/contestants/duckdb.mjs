import { ARRAY, DuckDBDataChunk, DuckDBInstance, FLOAT, INTEGER } from "@duckdb/node-api";
import { openNpy } from "../data/npy.mjs";
import { anchorRow, K, withoutAnchor } from "../query-rows.mjs";

/** Rows of a DuckDB data chunk. */
const CHUNK_ROWS = 2048;

/** DuckDB in memory, where it does not compress, which is the faster way for vectors. */
export async function prepare(dataset) {
  const { rows, dims } = dataset;
  const read = openNpy({ path: dataset.vectors, rows, dims });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE vectors (row INTEGER, vector FLOAT[${dims}])`);
  await append(connection, { rows, dims, read });
  const search = async (round) => {
    const anchor = anchorRow(round, rows);
    const query = `[${read(anchor, 1).join(",")}]::FLOAT[${dims}]`;
    const answer = await connection.runAndReadAll(
      `SELECT row FROM vectors ORDER BY array_inner_product(vector, ${query}) DESC LIMIT ${K + 1}`,
    );
    return {
      rows: withoutAnchor(
        answer.getRows().map(([row]) => row),
        anchor,
      ),
    };
  };
  return { tasks: { topk: search }, close: () => instance.closeSync() };
}

async function append(connection, { rows, dims, read }) {
  const appender = await connection.createAppender("vectors");
  for (let first = 0; first < rows; first += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - first);
    const chunk = DuckDBDataChunk.create([INTEGER, ARRAY(FLOAT, dims)], count);
    const numbers = chunk.getColumnVector(0);
    for (let i = 0; i < count; i++) numbers.setItem(i, first + i);
    numbers.flush();
    const vectors = chunk.getColumnVector(1);
    vectors.childData.items.set(read(first, count));
    vectors.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
