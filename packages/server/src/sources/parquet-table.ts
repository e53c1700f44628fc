import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { Problem } from "@pomona/contract/problems";
import { withClassNames } from "./class-names.ts";
import { duckdbCell } from "./duckdb-cells.ts";
import { parseHuggingFaceFeatures } from "./huggingface-features.ts";
import type { Table, TableBatch, TableColumn, TableRecord } from "./table.ts";

const MEMORY_LIMIT = "512MB";

/** Rows handed on at once; with vectors, some milliseconds of work. */
const BATCH_ROWS = 512;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** DuckDB takes file names for patterns; brackets around a pattern sign make it an ordinary character. */
const exactFile = (path: string): string => path.replace(/[*?[]/g, "[$&]");

/** A DuckDB of its own that can read this one file and nothing else: no other path, no network, no extension, no change of settings. */
export async function openConfinedReader(
  path: string,
): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: MEMORY_LIMIT,
    threads: "1",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'").catch(() => undefined);
  await connection.run(`SET allowed_paths = [${literal(path)}, ${literal(exactFile(path))}]`);
  await connection.run("SET enable_external_access = false");
  await connection.run("SET lock_configuration = true");
  return { instance, connection };
}

function close({ instance, connection }: { instance: DuckDBInstance; connection: DuckDBConnection }): void {
  connection.closeSync();
  instance.closeSync();
}

const isImageType = (type: string): boolean => /^STRUCT\(.*\bbytes"? BLOB/i.test(type);

/** Opens Parquet through DuckDB: streamed, at most 512 MB, class names and pictures from Hugging Face metadata when there is any. */
export async function openParquetTable(path: string): Promise<Table> {
  const reader = await openConfinedReader(path);
  const file = exactFile(path);
  try {
    const described = await reader.connection.runAndReadAll("DESCRIBE SELECT * FROM read_parquet(?)", [file]);
    const stored = await reader.connection.runAndReadAll(
      "SELECT decode(value) AS value FROM parquet_kv_metadata(?) WHERE decode(key) = 'huggingface'",
      [file],
    );
    const counted = await reader.connection.runAndReadAll(
      "SELECT sum(num_rows)::DOUBLE AS rows FROM parquet_file_metadata(?)",
      [file],
    );
    const features = parseHuggingFaceFeatures((stored.getRows()[0]?.[0] as string | undefined) ?? null);
    const columns: TableColumn[] = described.getRowObjects().map((row) => {
      const name = String(row.column_name);
      const type = String(row.column_type);
      return {
        name,
        type: type.length > 60 ? `${type.slice(0, 57)}…` : type,
        isImage: features.images.has(name) || isImageType(type),
        isClass: features.classNames.has(name),
      };
    });
    const classNames = columns.map((column) => features.classNames.get(column.name));
    return {
      format: "parquet",
      isUntyped: false,
      columns,
      total: (counted.getRows()[0]?.[0] as number | null) ?? null,
      async *records(signal): AsyncGenerator<TableBatch> {
        const result = await reader.connection.stream("SELECT * FROM read_parquet(?)", [file]);
        let line = 0;
        for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
          const vectors = columns.map((_, at) => chunk?.getColumnVector(at));
          for (let from = 0; from < chunk.rowCount; from += BATCH_ROWS) {
            signal?.throwIfAborted();
            const count = Math.min(BATCH_ROWS, chunk.rowCount - from);
            const records: TableRecord[] = Array.from({ length: count }, (_, at) => ({
              line: ++line,
              cells: vectors.map((vector, column) => {
                const names = classNames[column];
                const cell = duckdbCell(vector?.getItem(from + at) ?? null);
                return names ? withClassNames(cell, names) : cell;
              }),
            }));
            yield { records, failures: [] };
          }
        }
      },
      close: async () => close(reader),
    };
  } catch (error) {
    close(reader);
    throw new Problem(
      "source-unusable",
      { detail: `${path} cannot be read as Parquet: ${(error as Error).message.split("\n")[0]}`, fields: { path } },
      { cause: error },
    );
  }
}
