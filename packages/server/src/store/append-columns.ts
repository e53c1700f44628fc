import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import { giveTurn } from "../config/give-turn.ts";

/** One column of a bulk insert; all columns of a call have the same length. */
export interface AppendColumn {
  type: DuckDBType;
  values: ArrayLike<DuckDBValue>;
}

const CHUNK_ROWS = 2048;

/** Appends rows to a table, all of its columns in table order; the event loop is yielded between columns of a chunk. */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: AppendColumn[],
): Promise<void> {
  const rowCount = columns[0]?.values.length ?? 0;
  const appender = await connection.createAppender(table);
  try {
    for (let start = 0; start < rowCount; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rowCount - start);
      const chunk = DuckDBDataChunk.create(
        columns.map((column) => column.type),
        count,
      );
      for (const [index, column] of columns.entries()) {
        const vector = chunk.getColumnVector(index);
        if (!copyItems(vector, column.values, start))
          for (let i = 0; i < count; i++) vector.setItem(i, column.values[start + i] as never);
        vector.flush();
        await giveTurn();
      }
      appender.appendDataChunk(chunk);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

/** Fills a vector of numbers from a typed array of its kind, from `start` on; false where the two are of different kinds. */
function copyItems(vector: object, values: AppendColumn["values"], start: number): boolean {
  const { items } = vector as { items?: unknown };
  for (const Kind of [Float32Array, Uint32Array, Int32Array, Int8Array]) {
    if (!(items instanceof Kind && values instanceof Kind)) continue;
    items.set(values.subarray(start, start + items.length));
    return true;
  }
  return false;
}
