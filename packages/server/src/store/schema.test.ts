import { afterEach, beforeEach, expect, it } from "vitest";
import { Database } from "./database.ts";
import { migrate, SCHEMA_VERSION } from "./schema.ts";

let database: Database;
beforeEach(async () => {
  database = await Database.open(":memory:");
  await migrate(database);
});
afterEach(() => database.close());

const columnsOf = (table: string) =>
  database.all(
    "SELECT column_name, data_type, is_nullable FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
    [table],
  );

it.each(["1", "2"])(
  "brings a catalog of version %s up to this one, and a version of a function knows its space",
  async (old) => {
    const tables = ["edits", "pictures", "function_versions"];
    const fresh = await Promise.all(tables.map(columnsOf));
    await database.write(async (tx) => {
      await tx.run("DROP TABLE edits");
      await tx.run("DROP TABLE pictures");
      await tx.run("ALTER TABLE functions DROP COLUMN truth");
      for (const column of ["space", "weights", "trained", "threshold", '"by"', "note", "ordinals", "completed"])
        await tx.run(`ALTER TABLE function_versions DROP COLUMN ${column}`);
      await tx.run(
        "INSERT INTO functions VALUES (5, 'f', 7, 'similarity', 1, 1, 0.5, now()::TIMESTAMP, now()::TIMESTAMP)",
      );
      await tx.run(
        "INSERT INTO function_versions VALUES (5, 1, '[]', '{}', ''::BLOB, 'complete', NULL, now()::TIMESTAMP)",
      );
      await tx.run("UPDATE settings SET value = ? WHERE name = 'schema_version'", [old]);
    });
    await migrate(database);
    expect(await Promise.all(tables.map(columnsOf))).toEqual(fresh);
    expect(await database.all("SELECT space, threshold, ordinals FROM function_versions")).toEqual([
      { space: 7, threshold: 0.5, ordinals: 0 },
    ]);
    const version = await database.one("SELECT value FROM settings WHERE name = 'schema_version'");
    expect(version?.value).toBe(String(SCHEMA_VERSION));
  },
);

it("brings a catalog of version 3 up to this one: its slices have no look of a map", async () => {
  const fresh = await columnsOf("slices");
  await database.write(async (tx) => {
    await tx.run('ALTER TABLE slices DROP COLUMN "view"');
    await tx.run("INSERT INTO slices VALUES (1, 'old', '', now()::TIMESTAMP, now()::TIMESTAMP)");
    await tx.run("UPDATE settings SET value = '3' WHERE name = 'schema_version'");
  });
  await migrate(database);
  expect(await columnsOf("slices")).toEqual(fresh);
  expect(await database.all('SELECT name, "view" FROM slices')).toEqual([{ name: "old", view: null }]);
});
