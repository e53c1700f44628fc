import type { FunctionRecord } from "../store/function-table.ts";
import { wakeAutomations } from "./automations/wake-automations.ts";
import type { JobHandler } from "./background-work.ts";
import { ScoringPasses } from "./scoring-passes.ts";
import type { Workspace } from "./workspace.ts";

/** Asks for the newest version of a function to be scored over every row of its space. */
export const requestScoring = (workspace: Workspace, record: FunctionRecord): Promise<string> =>
  workspace.jobs.add(
    "score",
    { function: String(record.id), version: record.version },
    { title: `Score "${record.name}"`, subject: `${record.id}:${record.version}` },
  );

/** Scores what a version lacks, together with the versions of other jobs that run meanwhile; complete, it takes over. */
export const scoreFunction = (workspace: Workspace): JobHandler<"score"> => {
  const passes = new ScoringPasses(workspace);
  return async (input, context) => {
    const scored = await passes.complete({ function: Number(input.function), version: input.version }, context);
    await wakeAutomations(workspace);
    return scored;
  };
};
