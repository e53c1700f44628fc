import type { Database, Sql } from "./database.ts";

/** Runs reads that see one state of the catalog, however many they are; tables dropped meanwhile stay readable. */
export const readSnapshot = <T>(database: Pick<Database, "read">, use: (sql: Sql) => Promise<T>): Promise<T> =>
  database.read(async (sql) => {
    await sql.run("BEGIN TRANSACTION READ ONLY");
    try {
      return await use(sql);
    } finally {
      await sql.run("ROLLBACK");
    }
  });
