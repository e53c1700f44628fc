import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FLOAT, UINTEGER } from "@duckdb/node-api";
import { isProblem } from "@pomona/contract/problems";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Database } from "./database.ts";
import { migrate, SCHEMA_VERSION } from "./schema.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-database-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (isProblem(error) ? error : Promise.reject(error)),
  );

/** Would run for minutes. */
const ENDLESS = "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 3";

describe("close", () => {
  test("ends a running read within a moment, which fails with stopping", async () => {
    const database = await Database.open(":memory:");
    const read = problemOf(database.all(ENDLESS));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    await database.close();
    expect(performance.now() - start).toBeLessThan(1500);
    expect((await read)?.code).toBe("stopping");
  });

  test("lets no read begin its next statement, and none that waits its first", async () => {
    const database = await Database.open(":memory:");
    const pair = () => problemOf(database.read((sql) => sql.all(ENDLESS).catch(() => sql.all("SELECT 1"))));
    const reads = Array.from({ length: 6 }, pair);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await database.close();
    expect((await Promise.all(reads)).map((problem) => problem?.code)).toEqual(new Array(6).fill("stopping"));
  });

  test("does not pass off an interrupted stream as a complete one", async () => {
    const database = await Database.open(":memory:");
    let began: (() => void) | undefined;
    const first = new Promise<void>((resolve) => {
      began = resolve;
    });
    const read = problemOf(
      database.read(async (sql) => {
        for await (const _rows of sql.stream("SELECT range FROM range(500000000)")) began?.();
      }),
    );
    await first;
    await database.close();
    expect((await read)?.code).toBe("stopping");
  });

  test("waits for the writes there are, which may read, and refuses later ones", async () => {
    const path = join(directory, "catalog.duckdb");
    const database = await Database.open(path);
    const write = database.write(async (tx) => {
      await tx.run("CREATE TABLE t AS SELECT 1 AS a");
      await new Promise((resolve) => setTimeout(resolve, 50));
      await database.all("SELECT 1");
    });
    const closing = database.close();
    expect((await problemOf(database.write((tx) => tx.run("SELECT 1"))))?.code).toBe("stopping");
    await Promise.all([write, closing, database.close()]);
    const again = await Database.open(path);
    expect(await again.all("SELECT a FROM t")).toEqual([{ a: 1 }]);
    await again.close();
  });
});

describe("open", () => {
  /** A file and its log, as a crash leaves them. */
  const crashed = async (name: string): Promise<string> => {
    const path = join(directory, "source.duckdb");
    const database = await Database.open(path);
    await database.write((tx) => tx.run("CREATE TABLE t (a INTEGER)"));
    await database.write(async (tx) => {
      database.ddlChanged();
      await tx.run("INSERT INTO t VALUES (1)");
    });
    await database.write((tx) => tx.run("INSERT INTO t VALUES (2)"));
    await database.write((tx) => tx.run("INSERT INTO t VALUES (3)"));
    const copy = join(directory, name);
    await copyFile(path, copy);
    await copyFile(`${path}.wal`, `${copy}.wal`);
    await database.close();
    return copy;
  };

  test("a sound log is replayed", async () => {
    const warnings: string[] = [];
    const database = await Database.open(await crashed("c.duckdb"), { warn: (message) => warnings.push(message) });
    expect(await database.all("SELECT a FROM t ORDER BY a")).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
    expect(warnings).toEqual([]);
    await database.close();
  });

  test("a damaged log is set aside with a warning, and the file opens as of its last checkpoint", async () => {
    const path = await crashed("c.duckdb");
    const log = await readFile(`${path}.wal`);
    log.fill("garbage", 30, 80);
    await writeFile(`${path}.wal`, log);
    const warnings: string[] = [];
    const database = await Database.open(path, { warn: (message) => warnings.push(message) });
    expect(await database.all("SELECT a FROM t")).toEqual([{ a: 1 }]);
    await database.write((tx) => tx.run("INSERT INTO t VALUES (4)"));
    await database.close();
    const aside = (await readdir(directory)).filter((name) => name.startsWith("c.duckdb.wal.broken-"));
    expect(aside).toHaveLength(1);
    expect(await readFile(join(directory, aside[0] as string))).toEqual(log);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(aside[0]);
    const again = await Database.open(path);
    expect(await again.all("SELECT a FROM t ORDER BY a")).toEqual([{ a: 1 }, { a: 4 }]);
    await again.close();
  });

  test("a file that cannot be opened is not called locked because its path says so", async () => {
    const path = join(directory, "clock-photos.duckdb");
    await writeFile(path, "no database ".repeat(1000));
    const problem = await problemOf(Database.open(path));
    expect(problem?.code).toBe("internal");
    expect(problem?.message).toContain("not a valid DuckDB database");
  });

  test("a file that another process holds is locked, and the process is named", async () => {
    const path = join(directory, "catalog.duckdb");
    const driver = createRequire(import.meta.url).resolve("@duckdb/node-api");
    const script = `require(${JSON.stringify(driver)}).DuckDBInstance.create(${JSON.stringify(path)})
      .then((held) => { globalThis.held = held; console.log("held"); setInterval(() => {}, 1000); })`;
    const holder = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      await once(holder.stdout, "data");
      const problem = await problemOf(Database.open(path));
      expect(problem?.code).toBe("data-directory-locked");
      expect(problem?.message).toContain(`PID ${holder.pid}`);
    } finally {
      const ended = once(holder, "exit");
      holder.kill();
      await ended;
    }
  });

  test("a catalog of a newer schema is refused, untouched, with what to do", async () => {
    const path = join(directory, "catalog.duckdb");
    const database = await Database.open(path);
    await migrate(database);
    await migrate(database);
    await database.write((tx) =>
      tx.run("UPDATE settings SET value = ? WHERE name = 'schema_version'", [String(SCHEMA_VERSION + 1)]),
    );
    const problem = await problemOf(migrate(database));
    expect(problem?.message).toContain(`schema version ${SCHEMA_VERSION + 1}`);
    expect(problem?.message).toContain("Start the newer version");
    await database.close();
  });
});

test("a catalog of the first schema gets the tables that came later, and keeps what it has", async () => {
  const path = join(directory, "catalog.duckdb");
  const database = await Database.open(path);
  await migrate(database);
  await database.write(async (tx) => {
    await tx.run("DROP TABLE slices");
    await tx.run("UPDATE settings SET value = '1' WHERE name = 'schema_version'");
    await tx.run("INSERT INTO roots VALUES ('/photos')");
  });
  await migrate(database);
  expect(await database.all("SELECT * FROM slices")).toEqual([]);
  expect(await database.all("SELECT * FROM roots")).toEqual([{ path: "/photos" }]);
  expect(await database.one("SELECT value FROM settings WHERE name = 'schema_version'")).toEqual({
    value: String(SCHEMA_VERSION),
  });
  await database.close();
});

test("the committed state has no number while a commit is under way, and a new one after it", async () => {
  const database = await Database.open(join(directory, "catalog.duckdb"));
  await database.write((tx) => tx.run("CREATE TABLE t (i INTEGER)"));
  const before = database.generation;
  let isWorkDone = false;
  let isDone = false;
  const write = database
    .write(async (tx) => {
      await tx.run("INSERT INTO t VALUES (1)");
      isWorkDone = true;
    })
    .then(() => {
      isDone = true;
    });
  while (!isDone) {
    const { generation } = database;
    // Read before the flag could change: both are of one moment.
    if (!isDone && isWorkDone) expect(generation).toBeNull();
    if (!isWorkDone) expect(generation).toBe(before);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await write;
  expect(database.generation).toBe((before ?? 0) + 1);
  await database.close();
});

test("what is read of score tables alone is kept through commits that leave these as they are", async () => {
  const database = await Database.open(join(directory, "catalog.duckdb"));
  await database.write((tx) => tx.run("CREATE TABLE scores_1_1 (row UINTEGER, score FLOAT)"));
  await database.write((tx) => tx.run("CREATE TABLE t (i INTEGER)"));
  let made = 0;
  const get = () =>
    database.derived.get(
      database.generation,
      "scores",
      async () => ++made,
      () => 8,
      ["scores_1_1"],
    );
  const after = async (use: Parameters<typeof database.write>[0]): Promise<number> => {
    await database.write(use);
    return get();
  };
  expect(await get()).toBe(1);
  expect(await after((tx) => tx.run("INSERT INTO t VALUES (1)"))).toBe(1);
  expect(await after((tx) => tx.run("CREATE TABLE scores_1_11 (row UINTEGER, score FLOAT)"))).toBe(1);
  expect(await after((tx) => tx.run("INSERT INTO scores_1_1 VALUES (1, 0.5)"))).toBe(2);
  const columns = [
    { type: UINTEGER, values: Uint32Array.of(2) },
    { type: FLOAT, values: Float32Array.of(0.25) },
  ];
  expect(await after((tx) => tx.append("scores_1_1", columns))).toBe(3);
  expect(await after((tx) => tx.run('DELETE FROM "scores_1_1" WHERE row = 2'))).toBe(4);
  expect(
    await after(async (tx) => {
      await tx.all("SELECT * FROM scores_1_1");
      await tx.run("INSERT INTO t VALUES (2)");
    }),
  ).toBe(4);
  await database.close();
});

describe("writes that share a checkpoint", () => {
  // The quarter of a second for which a checkpoint is put off does not pass, however slow the machine.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());
  const share = { sharesCheckpoint: true };

  test("are all told after it, in order, also when one of them fails", async () => {
    const path = join(directory, "catalog.duckdb");
    const database = await Database.open(path);
    const told: string[] = [];
    const write = (name: string, options = share, fails = false) =>
      database
        .write(async (tx) => {
          await tx.run(`CREATE TABLE ${name} (x INTEGER)`);
          database.ddlChanged();
          if (fails) throw new Error("refused");
        }, options)
        .then(
          async () => told.push(`${name} ${(await stat(`${path}.wal`).catch(() => ({ size: 0 }))).size}`),
          () => told.push(`${name} failed`),
        );
    await Promise.all([write("a"), write("b"), write("c", share, true), write("d"), write("e", share, true)]);
    expect(told.filter((line) => line.endsWith("failed"))).toEqual(["c failed", "e failed"]);
    expect(told.filter((line) => !line.endsWith("failed"))).toEqual(["a 0", "b 0", "d 0"]);
    expect(await database.all("SELECT table_name AS t FROM duckdb_tables() ORDER BY t")).toEqual(
      ["a", "b", "d"].map((t) => ({ t })),
    );
    await database.close();
  });

  test("one that a reader's snapshot refused is made after a write that failed", async () => {
    const path = join(directory, "catalog.duckdb");
    const database = await Database.open(path);
    const logBytes = async () => (await stat(`${path}.wal`).catch(() => ({ size: 0 }))).size;
    await database.write((tx) => tx.run("CREATE TABLE t (x INTEGER)"));
    let letGo = (): void => undefined;
    let hasBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      hasBegun = resolve;
    });
    const reading = database.read(async (sql) => {
      await sql.run("BEGIN TRANSACTION READ ONLY");
      await sql.all("SELECT * FROM t");
      hasBegun();
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      await sql.run("ROLLBACK");
    });
    await begun;
    await database.write(async (tx) => {
      await tx.run("ALTER TABLE t ADD COLUMN y INTEGER");
      database.ddlChanged();
    });
    expect(await logBytes()).toBeGreaterThan(0);
    letGo();
    await reading;
    await expect(database.write(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    await database.write((tx) => tx.run("INSERT INTO t VALUES (1, 2)"));
    expect(await logBytes()).toBe(0);
    await database.close();
  });

  test("put it off for the writes that wait, but not past one that does not share it", async () => {
    const path = join(directory, "catalog.duckdb");
    const database = await Database.open(path);
    const sizes: number[] = [];
    const write = (name: string, options = {}) =>
      database.write(async (tx) => {
        sizes.push((await stat(`${path}.wal`).catch(() => ({ size: 0 }))).size);
        await tx.run(`CREATE TABLE ${name} (x INTEGER)`);
        database.ddlChanged();
      }, options);
    await Promise.all([write("a", share), write("b", share), write("c"), write("d", share)]);
    expect(sizes.map((size) => size > 0)).toEqual([false, true, true, false]);
    await database.close();
  });
});
