import { type DuckDBConnection, DuckDBListValue, type DuckDBType, LIST, VARCHAR } from "@duckdb/node-api";
import type { Sql, SqlRow, SqlValue } from "./database.ts";
import { joinNumbers } from "./join-numbers.ts";

/** Types of bound values where the value does not tell: an empty list is one of strings. The driver works out the rest. */
const typesOf = (values: SqlValue[]): DuckDBType[] =>
  values.map((value) => (value instanceof DuckDBListValue ? LIST(VARCHAR) : undefined)) as DuckDBType[];

/** Statements on a connection. `before` sees each statement before it runs, and each chunk of a stream; it throws to refuse. */
export function sqlOn(connection: DuckDBConnection, before: (statement: string) => void): Sql {
  const open = (statement: string): DuckDBConnection => {
    before(statement);
    return connection;
  };
  const read = async (sql: string, values: SqlValue[]) => open(sql).runAndReadAll(sql, values, typesOf(values));
  const all = async <T extends SqlRow>(sql: string, values: SqlValue[] = []) =>
    (await read(sql, values)).getRowObjectsJS() as unknown as T[];
  return {
    all,
    one: async <T extends SqlRow>(sql: string, values: SqlValue[] = []) => (await all<T>(sql, values))[0],
    columns: async (sql, values = []) => (await read(sql, values)).getColumnsJS() as unknown[][],
    numbers: async (sql, values = []) => {
      const result = await open(sql).stream(sql, values, typesOf(values));
      const chunks = [];
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        before(sql);
        chunks.push(chunk);
      }
      // The driver ends an interrupted stream as if it were complete.
      before(sql);
      return joinNumbers(chunks, result.columnTypes());
    },
    stream: async function* <T extends SqlRow>(sql: string, values: SqlValue[] = []) {
      const result = await open(sql).stream(sql, values, typesOf(values));
      for await (const rows of result.yieldRowObjectJs()) {
        before(sql);
        yield rows as unknown as T[];
      }
      // The driver ends an interrupted stream as if it were complete.
      before(sql);
    },
    run: async (sql, values = []) => {
      await open(sql).run(sql, values, typesOf(values));
    },
  };
}
