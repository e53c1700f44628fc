import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { giveTurn } from "../config/give-turn.ts";
import { identifier } from "../store/database.ts";
import type { ExportColumn } from "./export-columns.ts";
import type { ExportedRow } from "./export-rows.ts";
import type { QueryContext } from "./query-context.ts";

const LEAST_OBJECT_BYTES = 16 * 1024 * 1024;

/**
 * A Parquet file (zstd) as a stream. Rows go to a file of JSON lines in the data directory, which DuckDB turns into
 * Parquet; both are removed when the stream ends or is cancelled. Vectors are lists of FLOAT.
 */
export async function parquetStream(
  context: Pick<QueryContext, "database" | "directory">,
  columns: readonly ExportColumn[],
  pages: AsyncGenerator<ExportedRow[]>,
): Promise<ReadableStream<Uint8Array>> {
  await mkdir(context.directory, { recursive: true });
  const folder = await mkdtemp(join(context.directory, "export-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const longest = await writeLines(join(folder, "rows.ndjson"), columns, pages);
    const types = columns.map((column, i) => `c${i}: '${column.sqlType}'`).join(", ");
    const named = columns.map((column, i) => `c${i} AS ${identifier(column.name)}`).join(", ");
    const size = Math.max(LEAST_OBJECT_BYTES, longest + 1);
    await context.database.read((sql) =>
      sql.run(
        `COPY (SELECT ${named} FROM read_json(${literal(join(folder, "rows.ndjson"))}, format = 'newline_delimited', columns = {${types}}, maximum_object_size = ${size}))
         TO ${literal(join(folder, "rows.parquet"))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows(columns)})`,
      ),
    );
    await rm(join(folder, "rows.ndjson"));
  } catch (error) {
    await remove();
    throw error;
  }
  const file = createReadStream(join(folder, "rows.parquet"));
  file.once("close", () => void remove());
  return Readable.toWeb(file) as ReadableStream<Uint8Array>;
}

/** Numbers of vectors held at once while a row group is made: 32 MB. */
const GROUP_NUMBERS = 8 << 20;
const MOST_GROUP_ROWS = 122_880;
const DUCKDB_VECTOR_ROWS = 2048;

function groupRows(columns: readonly ExportColumn[]): number {
  const numbers = columns.reduce((sum, { dims = 0 }) => sum + dims, 1);
  return Math.max(DUCKDB_VECTOR_ROWS, Math.min(MOST_GROUP_ROWS, Math.floor(GROUP_NUMBERS / numbers)));
}

/** Writes one JSON object a line with the keys c0, c1…; returns the bytes of the longest. */
async function writeLines(
  path: string,
  columns: readonly ExportColumn[],
  pages: AsyncGenerator<ExportedRow[]>,
): Promise<number> {
  let longest = 0;
  const file = await open(path, "w");
  try {
    for await (const page of pages) {
      const lines: string[] = [];
      for (const row of page) {
        const cells = columns.map((column, i) => [`c${i}`, plain(column.value(row))]);
        const line = `${JSON.stringify(Object.fromEntries(cells))}\n`;
        longest = Math.max(longest, Buffer.byteLength(line));
        lines.push(line);
        await giveTurn();
      }
      await file.write(lines.join(""));
    }
  } finally {
    await file.close();
  }
  return longest;
}

const plain = (value: ReturnType<ExportColumn["value"]>) => (value instanceof Float32Array ? Array.from(value) : value);

// COPY takes no bound values; the path is ours, but the data directory may have a quote in its name.
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
