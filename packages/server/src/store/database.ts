import { rm } from "node:fs/promises";
import {
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBListValue,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  VARCHAR,
} from "@duckdb/node-api";
import { Problem } from "@pomona/contract/problems";

/** Values that can be bound to a statement or appended to a table. */
export type SqlValue = DuckDBValue;
export type SqlRow = Record<string, unknown>;

/** One column of a bulk insert; all columns of a call have the same length. */
export interface AppendColumn {
  type: DuckDBType;
  values: ArrayLike<SqlValue>;
}

/** What a read or a transaction can do. Values are bound, never spliced. */
export interface Sql {
  /** All rows of a query; BIGINT as bigint, TIMESTAMP as Date, lists as arrays. */
  all<T extends SqlRow = SqlRow>(sql: string, values?: SqlValue[]): Promise<T[]>;
  /** The first row, or undefined. */
  one<T extends SqlRow = SqlRow>(sql: string, values?: SqlValue[]): Promise<T | undefined>;
  /** A result column by column, without row objects; for large numeric results. */
  columns(sql: string, values?: SqlValue[]): Promise<unknown[][]>;
  /** A result in chunks of rows, not held in memory at once. */
  stream<T extends SqlRow = SqlRow>(sql: string, values?: SqlValue[]): AsyncIterable<T[]>;
  run(sql: string, values?: SqlValue[]): Promise<void>;
}

export interface Transaction extends Sql {
  /**
   * Appends rows to a table, all of its columns in table order. The event loop is yielded between slices, as the
   * appender itself runs on it.
   */
  append(table: string, columns: AppendColumn[]): Promise<void>;
}

const CHUNK_ROWS = 2048;
const READERS = 4;

/**
 * The catalog database: one DuckDB file, one writer at a time, several readers that see the last commit.
 * Opening fails with `data-directory-locked` while another process holds the file.
 */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #idle: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  #needsCheckpoint = false;
  #closed = false;

  private constructor(instance: DuckDBInstance, writer: DuckDBConnection, readers: DuckDBConnection[]) {
    this.#instance = instance;
    this.#writer = writer;
    this.#idle = readers;
  }

  /** `path` may be ":memory:". `memoryLimitMb` bounds DuckDB's own buffers. */
  static async open(
    path: string,
    options: { threads?: number; memoryLimitMb?: number; temporaryDirectory?: string } = {},
  ): Promise<Database> {
    const config: Record<string, string> = {
      threads: String(options.threads ?? 2),
      memory_limit: `${options.memoryLimitMb ?? 400}MB`,
      preserve_insertion_order: "true",
      // Nothing is fetched or installed at run time.
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    };
    if (options.temporaryDirectory) config.temp_directory = options.temporaryDirectory;
    let instance: DuckDBInstance;
    try {
      instance = await DuckDBInstance.create(path, config);
    } catch (cause) {
      throw openingProblem(path, cause);
    }
    const writer = await instance.connect();
    const readers: DuckDBConnection[] = [];
    for (let i = 0; i < READERS; i++) readers.push(await instance.connect());
    return new Database(instance, writer, readers);
  }

  /** Runs a read on a connection of its own; it sees the last commit. */
  async read<T>(use: (sql: Sql) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Problem("stopping", "The server is stopping.");
    const connection =
      this.#idle.pop() ?? (await new Promise<DuckDBConnection>((resolve) => this.#waiting.push(resolve)));
    try {
      return await use(sqlOn(connection));
    } finally {
      const next = this.#waiting.shift();
      if (next) next(connection);
      else this.#idle.push(connection);
    }
  }

  all<T extends SqlRow = SqlRow>(sql: string, values?: SqlValue[]): Promise<T[]> {
    return this.read((s) => s.all<T>(sql, values));
  }
  one<T extends SqlRow = SqlRow>(sql: string, values?: SqlValue[]): Promise<T | undefined> {
    return this.read((s) => s.one<T>(sql, values));
  }

  /**
   * Runs `use` in the one write transaction; calls wait for each other in order. Commits (and syncs to disk) when it
   * returns, rolls back when it throws. Must not be nested.
   */
  write<T>(use: (tx: Transaction) => Promise<T>): Promise<T> {
    const turn = this.#tail.then(() => this.#transact(use));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  /** Marks that a DDL statement ran: the log is folded into the file after the commit, as DDL replays are fragile (duckdb#22044). */
  ddlChanged(): void {
    this.#needsCheckpoint = true;
  }

  async #transact<T>(use: (tx: Transaction) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Problem("stopping", "The server is stopping.");
    const connection = this.#writer;
    const sql = sqlOn(connection);
    await connection.run("BEGIN");
    let result: T;
    try {
      result = await use({ ...sql, append: (table, columns) => append(connection, table, columns) });
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      this.#needsCheckpoint = false;
      throw error;
    }
    if (this.#needsCheckpoint) {
      this.#needsCheckpoint = false;
      // Refused while a reader is in an older snapshot; the next commit tries again.
      await connection.run("CHECKPOINT").catch(() => this.ddlChanged());
    }
    return result;
  }

  /** Waits for the running write, checkpoints and closes. */
  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#tail;
    this.#closed = true;
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
    for (const reader of this.#idle) reader.closeSync();
    this.#writer.closeSync();
    this.#instance.closeSync();
  }
}

/** Types of bound values where the value does not tell: an empty list is one of strings. The driver works out the rest. */
const typesOf = (values: SqlValue[]): DuckDBType[] =>
  values.map((value) => (value instanceof DuckDBListValue ? LIST(VARCHAR) : undefined)) as DuckDBType[];

function sqlOn(connection: DuckDBConnection): Sql {
  const read = (sql: string, values: SqlValue[]) => connection.runAndReadAll(sql, values, typesOf(values));
  const all = async <T extends SqlRow>(sql: string, values: SqlValue[] = []) =>
    (await read(sql, values)).getRowObjectsJS() as unknown as T[];
  return {
    all,
    one: async <T extends SqlRow>(sql: string, values: SqlValue[] = []) => (await all<T>(sql, values))[0],
    columns: async (sql, values = []) => (await read(sql, values)).getColumnsJS() as unknown[][],
    stream: async function* <T extends SqlRow>(sql: string, values: SqlValue[] = []) {
      const result = await connection.stream(sql, values, typesOf(values));
      for await (const rows of result.yieldRowObjectJs()) yield rows as unknown as T[];
    },
    run: async (sql, values = []) => {
      await connection.run(sql, values, typesOf(values));
    },
  };
}

async function append(connection: DuckDBConnection, table: string, columns: AppendColumn[]): Promise<void> {
  const rowCount = columns[0]?.values.length ?? 0;
  const appender = await connection.createAppender(table);
  try {
    for (let start = 0; start < rowCount; start += CHUNK_ROWS) {
      const count = Math.min(CHUNK_ROWS, rowCount - start);
      const chunk = DuckDBDataChunk.create(
        columns.map((column) => column.type),
        count,
      );
      columns.forEach((column, index) => {
        const vector = chunk.getColumnVector(index);
        for (let i = 0; i < count; i++) vector.setItem(i, column.values[start + i] as never);
        vector.flush();
      });
      appender.appendDataChunk(chunk);
      if ((start / CHUNK_ROWS) % 8 === 7) await new Promise((resolve) => setImmediate(resolve));
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function openingProblem(path: string, cause: unknown): Problem {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/lock/i.test(message)) {
    const pid = /PID (\d+)/.exec(message)?.[1];
    return new Problem(
      "data-directory-locked",
      `${path} is in use by another process${pid ? ` (PID ${pid})` : ""}. Stop it, or choose another directory with --data.`,
      { cause },
    );
  }
  return new Problem("internal", `The catalog ${path} cannot be opened: ${message}`, { cause });
}

/** Quotes an identifier for SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Removes a database file and its log; for tests and for a data directory that is being thrown away. */
export const removeDatabase = async (path: string): Promise<void> => {
  await Promise.all([rm(path, { force: true }), rm(`${path}.wal`, { force: true })]);
};
