import { availableParallelism, cpus, totalmem } from "node:os";
import { int } from "../store/sql-values.ts";
import type { Workspace } from "./workspace.ts";

const LICENCE = "Apache-2.0";

/** Version, machine and row count. */
export async function aboutWorkspace(
  workspace: Pick<Workspace, "directory" | "database">,
  { version, isTokenNeeded }: { version: string; isTokenNeeded: boolean },
) {
  return {
    version,
    licence: LICENCE,
    dataDirectory: workspace.directory,
    rows: int((await workspace.database.one("SELECT count(*) AS n FROM rows"))?.n),
    machine: {
      system: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? "unknown",
      threads: availableParallelism(),
      memoryBytes: totalmem(),
      node: process.version,
    },
    isTokenNeeded,
  };
}
