import { Problem } from "@pomona/contract/problems";
import { functionVersion, listFunctionRecords } from "../store/function-table.ts";
import { listProjectionRecords, listVersions } from "../store/projection-table.ts";
import { countUnscored } from "../store/score-tables.ts";
import { countStates, listSpaces } from "../store/space-table.ts";
import { wakeAutomations } from "./automations/wake-automations.ts";
import { requestScoring } from "./functions/score-function.ts";
import { giveUpLayout, requestLayout } from "./projections/lay-out-projection.ts";
import { requestDerive } from "./spaces/derived-space.ts";
import { requestEmbedding } from "./spaces/embed-rows.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Looks for work that a crash left undone and nobody has a job for: pending rows, derived spaces behind their source,
 * functions that lack scores, maps that are not laid out, rows that automations have not looked at. The tables tell; no note of it was needed. What the user cancelled is left alone, and so
 * is a version that could not be scored: it would fail again.
 */
export async function resumeWork(workspace: Workspace): Promise<void> {
  const { database } = workspace;
  const spaces = await listSpaces(database);
  const counts = await countStates(database);
  for (const space of spaces) {
    const own = counts.get(space.id) ?? {};
    if (space.kind === "model" && (own.pending ?? 0) > 0 && !(await wasCancelled(workspace, "embed", space.name)))
      await requestEmbedding(workspace, space);
    if (space.kind !== "derived" || space.derivedFrom === null) continue;
    const ready = counts.get(space.derivedFrom)?.ready ?? 0;
    if (ready > (own.ready ?? 0) && !(await wasCancelled(workspace, "derive", space.name)))
      await requestDerive(workspace, space);
  }
  for (const record of await listFunctionRecords(database)) {
    // A combination has no scores of its own.
    const { space } = record;
    if (space === null) continue;
    const version = { function: record.id, version: record.version };
    if ((await functionVersion(database, record.id, record.version))?.state === "failed") continue;
    const isBehind =
      record.servedVersion !== record.version || (await database.read((sql) => countUnscored(sql, version, space))) > 0;
    if (isBehind && !(await wasCancelled(workspace, "score", String(record.id))))
      await requestScoring(workspace, record);
  }
  for (const record of await listProjectionRecords(database))
    for (const version of await listVersions(database, record.id)) {
      if (version.state !== "laying") continue;
      if (await wasCancelled(workspace, "lay-out-projection", String(version.version)))
        await giveUpLayout(workspace, version, new Problem("cancelled", "The job was cancelled."));
      else await requestLayout(workspace, version, record.name);
    }
  await wakeAutomations(workspace);
}

const ABOUT = {
  embed: "$.space",
  derive: "$.space",
  score: "$.function",
  "lay-out-projection": "$.version",
} as const;

/** Whether the last job about a space, about a function by id, or about a version of a projection was cancelled. */
async function wasCancelled(workspace: Workspace, kind: keyof typeof ABOUT, about: string): Promise<boolean> {
  const last = await workspace.database.one(
    `SELECT state FROM jobs WHERE kind = ? AND json_extract_string(input, ?) = ? ORDER BY created DESC LIMIT 1`,
    [kind, ABOUT[kind], about],
  );
  return last?.state === "cancelled";
}
