import type { FunctionRecord } from "../../store/function-table.ts";
import { wakeAutomations } from "../automations/wake-automations.ts";
import type { JobHandler } from "../background-work.ts";
import { evaluateTakenOver } from "../evaluations/evaluations.ts";
import type { Workspace } from "../workspace.ts";
import { ScoringPasses } from "./scoring-passes.ts";

/** Asks for the newest version of a function to be scored over every row of its space. */
export const requestScoring = (workspace: Workspace, record: FunctionRecord): Promise<string> =>
  workspace.jobs.add(
    "score",
    { function: String(record.id), version: record.version },
    { title: `Score "${record.name}"`, subject: `${record.id}:${record.version}` },
  );

/** What follows a new version: the job that scores it, or null for a combination, which serves at once and may be evaluated. */
export async function startVersion(workspace: Workspace, record: FunctionRecord): Promise<string | null> {
  if (record.kind !== "combination") return requestScoring(workspace, record);
  await evaluateTakenOver(workspace, { function: record.id, version: record.version });
  return null;
}

/**
 * Scores what a version lacks, together with the versions of other jobs that run meanwhile; complete, it takes over, and
 * is evaluated where the function is linked to a truth.
 */
export const scoreFunction = (workspace: Workspace): JobHandler<"score"> => {
  const passes = new ScoringPasses(workspace);
  return async (input, context) => {
    const version = { function: Number(input.function), version: input.version };
    const result = await passes.complete(version, context);
    await evaluateTakenOver(workspace, version);
    await wakeAutomations(workspace);
    return result;
  };
};
