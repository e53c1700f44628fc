import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  ARRAY,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBArrayValue,
  type DuckDBType,
  FLOAT,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";
import { giveTurn } from "../../config/give-turn.ts";
import type { AppendColumn } from "../../store/append-columns.ts";
import { Database, identifier, type SqlValue } from "../../store/database.ts";
import { STRING_LIST, stringList, timestamp } from "../../store/sql-values.ts";
import type { QueryContext } from "../queries/query-context.ts";
import type { ColumnValue, ExportColumn, ExportedShape } from "./export-columns.ts";
import type { ExportedRow } from "./export-rows.ts";

/** What DuckDB may hold in memory; the rest of the rows it keeps in the folder of the export. */
const MEMORY_MB = 192;
/** Numbers of vectors held at once while a row group is made: 8 MB. */
const GROUP_NUMBERS = 2 << 20;
const MOST_GROUP_ROWS = 122_880;
const DUCKDB_VECTOR_ROWS = 2048;

const TYPES: Record<string, DuckDBType> = {
  VARCHAR,
  "VARCHAR[]": STRING_LIST,
  DOUBLE,
  FLOAT,
  INTEGER,
  BIGINT,
  BOOLEAN,
  TIMESTAMP,
};

/**
 * A Parquet file (zstd) as a stream. Rows go to a table of a database of their own, which DuckDB turns into Parquet;
 * both are removed when the stream ends or is cancelled. Vectors are lists of FLOAT.
 */
export async function parquetStream(
  context: Pick<QueryContext, "directory">,
  { columns, metadata }: ExportedShape,
  pages: AsyncGenerator<ExportedRow[]>,
): Promise<ReadableStream<Uint8Array>> {
  await mkdir(context.directory, { recursive: true });
  const folder = await mkdtemp(join(context.directory, "export-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, "rows.parquet");
  try {
    const database = await Database.open(join(folder, "rows.duckdb"), {
      threads: 1,
      memoryLimitMb: MEMORY_MB,
      temporaryDirectory: folder,
    });
    try {
      await fillTable(database, columns, pages);
      const named = columns.map((column, i) => `c${i} AS ${identifier(column.name)}`).join(", ");
      const told = Object.entries(metadata)
        .map(([name, text]) => `${literal(name)}: ${literal(text)}`)
        .join(", ");
      const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows(columns)}, KV_METADATA {${told}}`;
      await database.read((sql) => sql.run(`COPY (SELECT ${named} FROM exported) TO ${literal(path)} (${options})`));
    } finally {
      await database.close();
    }
  } catch (error) {
    await remove();
    throw error;
  }
  const file = createReadStream(path);
  file.once("close", () => void remove());
  return Readable.toWeb(file) as ReadableStream<Uint8Array>;
}

async function fillTable(
  database: Database,
  columns: readonly ExportColumn[],
  pages: AsyncGenerator<ExportedRow[]>,
): Promise<void> {
  const types = columns.map(({ sqlType, dims }, i) => `c${i} ${dims === undefined ? sqlType : `FLOAT[${dims}]`}`);
  await database.write(async (tx) => {
    // Read once and thrown away, it is not worth compressing.
    await tx.run("PRAGMA force_compression = 'uncompressed'");
    await tx.run(`CREATE TABLE exported (${types.join(", ")})`);
  });
  for await (const page of pages) {
    const appended: AppendColumn[] = [];
    for (const column of columns) {
      const type = column.dims === undefined ? (TYPES[column.sqlType] as DuckDBType) : ARRAY(FLOAT, column.dims);
      appended.push({ type, values: page.map((row) => sqlValue(column.value(row), column.sqlType)) });
      await giveTurn();
    }
    await database.write((tx) => tx.append("exported", appended));
  }
}

function sqlValue(value: ColumnValue, sqlType: string): SqlValue {
  if (value === null) return null;
  // Only read by index, so that no copy as an array of numbers is needed.
  if (value instanceof Float32Array) return new DuckDBArrayValue(value as unknown as number[]);
  if (sqlType === "TIMESTAMP") return timestamp(new Date(value as string));
  if (sqlType === "BIGINT") return BigInt(value as number);
  return typeof value === "object" ? stringList(value as readonly string[]) : (value as SqlValue);
}

function groupRows(columns: readonly ExportColumn[]): number {
  const numbers = columns.reduce((sum, { dims = 0 }) => sum + dims, 1);
  return Math.max(DUCKDB_VECTOR_ROWS, Math.min(MOST_GROUP_ROWS, Math.floor(GROUP_NUMBERS / numbers)));
}

// COPY takes no bound values; the path is ours, but the data directory may have a quote in its name, as functions may.
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
