import { rename } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { Problem } from "@pomona/contract/problems";

/** The log that DuckDB could not replay. It says the same of a machine out of memory or disk, where the log is sound. */
function unreplayable(path: string, message: string): string | null {
  const log = /Failure while replaying WAL file "([^"]+)"/.exec(message)?.[1];
  if (!log?.startsWith(path) || /out of memory|no space left|could not allocate/i.test(message)) return null;
  return log;
}

/**
 * Opens a DuckDB file. A log that cannot be replayed is renamed to `<log>.broken-<time>` and `warn` is told: what was
 * written after the last checkpoint is then missing, and all before it is there. Problem `data-directory-locked` while
 * another process holds the file, `internal` when it cannot be read.
 */
export async function openInstance(
  path: string,
  config: Record<string, string>,
  warn: (message: string) => void,
): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, config);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const log = unreplayable(path, message);
    if (log === null) throw openingProblem(path, message, cause);
    const aside = `${log}.broken-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
    await rename(log, aside);
    warn(
      `The log of the catalog ${path} is damaged and was set aside as ${aside}. The catalog opens as it was at its last checkpoint; changes after it are missing: look at what was imported or edited last, and import it again. (${message})`,
    );
  }
  try {
    return await DuckDBInstance.create(path, config);
  } catch (cause) {
    throw openingProblem(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function openingProblem(path: string, message: string, cause: unknown): Problem {
  if (message.includes("Could not set lock on file")) {
    const pid = /PID (\d+)/.exec(message)?.[1];
    return new Problem(
      "data-directory-locked",
      `${path} is in use by another process${pid ? ` (PID ${pid})` : ""}. Stop it, or choose another directory with --data.`,
      { cause },
    );
  }
  return new Problem("internal", `The catalog ${path} cannot be opened: ${message}`, { cause });
}
