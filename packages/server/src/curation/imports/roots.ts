import { realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { isProblem, Problem } from "@pomona/contract/problems";
import { resolveInside } from "../../media/granted-paths.ts";
import type { Database, Sql } from "../../store/database.ts";

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

/**
 * Problem `outside-roots` or `not-found` when imports may not read the path; so that a job is not started in vain. The
 * owner is told in it which folders are granted.
 */
export async function checkPathGranted(
  database: Database,
  path: string,
  { isOwner }: { isOwner: boolean },
): Promise<void> {
  const roots = await listRoots(database);
  await resolveInside(roots, path).catch((error: unknown) => {
    if (!isOwner || !isProblem(error, "outside-roots")) throw error;
    const granted = roots.length === 0 ? "No folder is granted yet." : `Granted are: ${roots.join(", ")}.`;
    throw new Problem(error.code, { detail: `${error.message} ${granted}`, fields: { ...error.fields, roots } });
  });
}

/**
 * Refuses a model that the caller may not have loaded: Problem `outside-roots` for a `local:DIR` outside the granted folders,
 * `owner-only` for a download, both only for callers other than the owner; `model-not-found` for an `hf:` name that would
 * lead out of the folder of downloads.
 */
export async function checkModelGranted(
  database: Database,
  request: { model: string; allowNetwork: boolean },
  caller: { isOwner: boolean; allowDownloads: boolean },
): Promise<void> {
  const { model } = request;
  if (
    model.startsWith("hf:") &&
    model
      .slice("hf:".length)
      .split(/[/@]/)
      .some((part) => part === "." || part === "..")
  )
    throw new Problem("model-not-found", `"${model}" is not of the form hf:ORG/NAME[@REVISION].`);
  if (caller.isOwner) return;
  if (request.allowNetwork && !caller.allowDownloads)
    throw new Problem(
      "owner-only",
      "Only the owner of the data directory can have a model downloaded: run pomona space create on the server's machine, or start the server with --allow-downloads.",
    );
  if (model.startsWith("local:"))
    await checkPathGranted(database, resolve(model.slice("local:".length).replace(/^~(?=\/|$)/, homedir())), caller);
}
