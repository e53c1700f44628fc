import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { isProblem } from "@pomona/contract/problems";
import type { Run } from "./context.ts";
import { UsageError } from "./exit-code.ts";

/** The path as the server must be told it, after letting the server read it; a path on another machine is passed on. */
export async function grantPath(run: Run, given: string): Promise<string> {
  if (run.place === "remote" && !isSameMachine(run.globals.url)) return given;
  const path = resolve(given);
  if (!existsSync(path)) throw new UsageError(`There is no file or folder ${path}.`);
  await grantRoot(run, statSync(path).isDirectory() ? path : dirname(path));
  return path;
}

/** Lets the server read a folder; a caller who is not the owner goes on with the roots there are. */
async function grantRoot(run: Run, path: string): Promise<void> {
  await run.client.grantRoot({ path }).catch((error: unknown) => {
    if (run.place !== "remote" || !(isProblem(error, "owner-only") || isProblem(error, "outside-roots"))) throw error;
  });
}

function isSameMachine(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
