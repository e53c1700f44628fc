import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";
import { Problem } from "@pomona/contract/problems";
import { type AppendColumn, appendColumns } from "./append-columns.ts";
import { DerivedCache } from "./derived-cache.ts";
import { openInstance } from "./open-instance.ts";
import { scoreTablesIn } from "./score-table-names.ts";
import { sqlOn } from "./sql-on.ts";

/** Values that can be bound to a statement or appended to a table. */
export type SqlValue = DuckDBValue;
export type SqlRow = Record<string, unknown>;

/** What a read or a transaction can do. Values are bound, never spliced. */
export interface Sql {
  /** All rows of a query; BIGINT as bigint, TIMESTAMP as Date, lists as arrays. */
  all<T extends SqlRow = SqlRow>(sql: string, values?: SqlValue[]): Promise<T[]>;
  /** The first row, or undefined. */
  one<T extends SqlRow = SqlRow>(sql: string, values?: SqlValue[]): Promise<T | undefined>;
  /** A result column by column, without row objects; for large numeric results. */
  columns(sql: string, values?: SqlValue[]): Promise<unknown[][]>;
  /**
   * Columns of UINTEGER and FLOAT as typed arrays, without a JavaScript value for each; for millions of rows. A NULL is
   * not told apart.
   */
  numbers(sql: string, values?: SqlValue[]): Promise<(Uint32Array | Float32Array)[]>;
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

/**
 * What was worked out for the newest state: bitsets (125 kB for a million rows), orders and columns of scores (4 MB for
 * a million rows, 40 MB for ten).
 */
const DERIVED_BYTES = 48 * 1024 * 1024;
/** Written often, while nothing derived depends on it: progress of jobs, use of tokens, drafts, what automations remember. */
const SPARING_TABLES = [
  ...["jobs", "job_failures", "access_tokens", "function_drafts", "function_answers"],
  ...["automations", "automation_queue", "automation_sweeps", "automation_acts", "automation_log", "deliveries"],
];
const SPARES_DERIVED = new RegExp(
  `^\\s*(SELECT\\b[^;]*|(INSERT INTO|UPDATE|DELETE FROM)\\s+(${SPARING_TABLES.join("|")})\\b[^;]*)$`,
);
const READS = /^\s*SELECT\b/;
const READERS = 4;
/** How long writes in a row put off a checkpoint that they share. */
const SHARE_CHECKPOINT_MS = 250;
/**
 * How often memory that queries freed is given back to the system, at most. The allocator of the C library keeps it
 * otherwise, scattered over the arenas of all threads: 20 MB more with every minute of work (measured, with 30 MB in use).
 */
const GIVE_BACK_EVERY_MS = 5000;
/** An interrupt meets a reader only inside a statement, so it is repeated. */
const INTERRUPT_EVERY_MS = 20;
/** A reader that does not end (one that waits for something else than the database) is left behind. */
const LEAVE_READERS_AFTER_MS = 3000;

const stopping = (cause?: unknown): Problem => new Problem("stopping", "The server is stopping.", { cause });

interface DatabaseOptions {
  threads?: number;
  /** Bounds DuckDB's own buffers. */
  memoryLimitMb?: number;
  temporaryDirectory?: string;
  /** Told of a log that was set aside because it could not be replayed; Node's process warning by default. */
  warn?: (message: string) => void;
}

/**
 * The catalog database: one DuckDB file, one writer at a time, several readers that see the last commit.
 * Opening fails with `data-directory-locked` while another process holds the file.
 */
export class Database {
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #idle: DuckDBConnection[];
  readonly #busy = new Set<DuckDBConnection>();
  readonly #waiting: { take: (connection: DuckDBConnection) => void; refuse: (problem: Problem) => void }[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  readonly #memoryLimit: string;
  #gaveBackAt = performance.now();
  /** Writes that have not begun. */
  #queued = 0;
  #needsCheckpoint = false;
  /** The checkpoint that committed writes wait for. */
  #sharedCheckpoint: SharedCheckpoint | null = null;
  #generation = 0;
  #isCommitting = false;
  #writesClosed = false;
  #closed = false;
  #closing: Promise<void> | null = null;

  private constructor(
    instance: DuckDBInstance,
    { writer, readers, memoryLimit }: { writer: DuckDBConnection; readers: DuckDBConnection[]; memoryLimit: string },
  ) {
    this.#instance = instance;
    this.#writer = writer;
    this.#idle = readers;
    this.#memoryLimit = memoryLimit;
  }

  /**
   * `path` may be ":memory:". A log that cannot be replayed is set aside with a warning, and the file opens as it was
   * when it was last complete.
   */
  static async open(path: string, options: DatabaseOptions = {}): Promise<Database> {
    const memoryLimit = `${options.memoryLimitMb ?? 400}MB`;
    const config: Record<string, string> = {
      threads: String(options.threads ?? 2),
      memory_limit: memoryLimit,
      preserve_insertion_order: "true",
      // Each checkpoint compresses the unfilled last row group anew: with DuckDB's 16 MB, some six times while it fills.
      checkpoint_threshold: "64MB",
      // Nothing is fetched or installed at run time.
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    };
    if (options.temporaryDirectory) config.temp_directory = options.temporaryDirectory;
    const instance = await openInstance(path, config, options.warn ?? ((message) => process.emitWarning(message)));
    const writer = await instance.connect();
    const readers: DuckDBConnection[] = [];
    for (let i = 0; i < READERS; i++) readers.push(await instance.connect());
    return new Database(instance, { writer, readers, memoryLimit });
  }

  /** What reads worked out of the state they saw; see `generation`. */
  readonly derived = new DerivedCache(DERIVED_BYTES);

  /**
   * Number of the committed state, null while a commit is under way. A snapshot taken between two equal answers (not
   * null) is of that state. Every commit raises it, but for those that write only `SPARING_TABLES`.
   */
  get generation(): number | null {
    return this.#isCommitting ? null : this.#generation;
  }

  /**
   * Runs a read on a connection of its own; it sees the last commit. `use` must not wait for another read of this database:
   * there are as many connections as `READERS`, and as many reads that do so wait for each other for ever.
   */
  async read<T>(use: (sql: Sql) => Promise<T>): Promise<T> {
    if (this.#closed) throw stopping();
    const connection =
      this.#idle.pop() ?? (await new Promise<DuckDBConnection>((take, refuse) => this.#waiting.push({ take, refuse })));
    this.#busy.add(connection);
    try {
      return await use(
        sqlOn(connection, () => {
          if (this.#closed) throw stopping();
        }),
      );
    } catch (error) {
      throw this.#closed ? stopping(error) : error;
    } finally {
      this.#busy.delete(connection);
      const next = this.#waiting.shift();
      if (next) next.take(connection);
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
   * returns, rolls back when it throws. Must not be nested. `sharesCheckpoint`: after DDL, writes that wait go first, for
   * a quarter of a second, and one checkpoint does for all; this resolves after it. Not for a write whose caller changes
   * something in memory that the writes after it read.
   */
  write<T>(use: (tx: Transaction) => Promise<T>, options: { sharesCheckpoint?: boolean } = {}): Promise<T> {
    if (this.#writesClosed) return Promise.reject(stopping());
    this.#queued++;
    const turn = this.#tail.then(() => {
      this.#queued--;
      return this.#transact(use, options.sharesCheckpoint ?? false);
    });
    this.#tail = turn.catch(() => undefined);
    return turn.then(async ({ result, checkpoint }) => {
      await checkpoint;
      return result;
    });
  }

  /** Marks that a DDL statement ran: the log is folded into the file after the commit, as DDL replays are fragile (duckdb#22044). */
  ddlChanged(): void {
    this.#needsCheckpoint = true;
  }

  async #transact<T>(
    use: (tx: Transaction) => Promise<T>,
    sharesCheckpoint: boolean,
  ): Promise<{ result: T; checkpoint: Promise<void> | undefined }> {
    const connection = this.#writer;
    /** A checkpoint was refused before, and is to be tried again. */
    const isDue = this.#needsCheckpoint;
    let isSparing = true;
    /** Score tables; others are told apart by nothing that is kept. */
    const changed = new Set<string>();
    const sql = sqlOn(connection, (statement) => {
      isSparing &&= SPARES_DERIVED.test(statement);
      if (!READS.test(statement)) for (const table of scoreTablesIn(statement)) changed.add(table);
    });
    let result: T;
    try {
      await connection.run("BEGIN");
      result = await use({
        ...sql,
        append: (table, columns) => {
          isSparing &&= SPARING_TABLES.includes(table);
          for (const name of scoreTablesIn(table)) changed.add(name);
          return appendColumns(connection, table, columns);
        },
      });
      // Raised before the commit, as it may be visible before this thread hears of it.
      if (!isSparing) {
        this.#isCommitting = true;
        this.#generation++;
        for (const table of changed) this.derived.change(table, this.#generation);
      }
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      this.#needsCheckpoint = isDue;
      await this.#checkpoint({ canWait: true });
      throw error;
    } finally {
      this.#isCommitting = false;
    }
    if (this.#needsCheckpoint) this.#sharedCheckpoint ??= sharedCheckpoint();
    this.#needsCheckpoint = false;
    const checkpoint = this.#sharedCheckpoint?.done;
    await this.#checkpoint({ canWait: sharesCheckpoint });
    this.#giveBack();
    return { result, checkpoint };
  }

  /** Folds the log into the file where a commit waits for that, unless it can wait for the writes to come. */
  async #checkpoint({ canWait }: { canWait: boolean }): Promise<void> {
    const shared = this.#sharedCheckpoint;
    if (!shared || (canWait && this.#queued > 0 && performance.now() < shared.dueAt)) return;
    this.#sharedCheckpoint = null;
    // Refused while a reader is in an older snapshot; the next commit tries again.
    await this.#writer.run("CHECKPOINT").catch(() => this.ddlChanged());
    shared.end();
  }

  /** Beside other work, now and then. DuckDB trims the allocator of the process whenever its limit is set. */
  #giveBack(): void {
    if (performance.now() - this.#gaveBackAt < GIVE_BACK_EVERY_MS) return;
    this.#gaveBackAt = performance.now();
    this.read((sql) => sql.run(`SET memory_limit = '${this.#memoryLimit}'`)).catch(() => undefined);
  }

  /**
   * Refuses new work, waits for the writes there are, interrupts reads (they fail with `stopping`), checkpoints and
   * closes. Called again, it gives the same promise.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#writesClosed = true;
    // A write may read on a connection of its own, so reads go on until it is done.
    await this.#tail;
    this.#closed = true;
    for (const waiting of this.#waiting.splice(0)) waiting.refuse(stopping());
    const leaveAt = performance.now() + LEAVE_READERS_AFTER_MS;
    while (this.#busy.size > 0 && performance.now() < leaveAt) {
      for (const reader of this.#busy) reader.interrupt();
      await new Promise((resolve) => setTimeout(resolve, INTERRUPT_EVERY_MS));
    }
    // Before the checkpoint, which an open snapshot of a reader would refuse.
    for (const reader of this.#idle) reader.closeSync();
    await this.#writer.run("CHECKPOINT").catch(() => undefined);
    this.#writer.closeSync();
    this.#instance.closeSync();
  }
}

interface SharedCheckpoint {
  dueAt: number;
  done: Promise<void>;
  end: () => void;
}

function sharedCheckpoint(): SharedCheckpoint {
  let end = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { dueAt: performance.now() + SHARE_CHECKPOINT_MS, done, end };
}

/** Quotes an identifier for SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
