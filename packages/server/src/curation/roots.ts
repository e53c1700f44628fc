import { realpath } from "node:fs/promises";
import { Problem } from "@pomona/contract/problems";
import { resolveInside } from "../media/granted-paths.ts";
import type { Database, Sql } from "../store/database.ts";

/** Folders (or single files) that imports may read, as real paths. */
export const listRoots = async (sql: Pick<Sql, "all">): Promise<string[]> =>
  (await sql.all("SELECT path FROM roots ORDER BY path")).map((row) => row.path as string);

/** Lets imports read below `path`; it must exist. */
export async function grantRoot(database: Database, path: string): Promise<string[]> {
  let real: string;
  try {
    real = await realpath(path);
  } catch (cause) {
    throw new Problem(
      "not-found",
      { detail: `${path} does not exist or cannot be read.`, fields: { path } },
      { cause },
    );
  }
  await database.write((tx) =>
    tx.run("INSERT INTO roots SELECT ? WHERE NOT EXISTS (SELECT 1 FROM roots WHERE path = ?)", [real, real]),
  );
  return listRoots(database);
}

/** Problem `outside-roots` or `not-found` when imports may not read the path; so that a job is not started in vain. */
export async function checkPathGranted(database: Database, path: string): Promise<void> {
  await resolveInside(await listRoots(database), path);
}
