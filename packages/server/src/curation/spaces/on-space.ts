import { isProblem, Problem } from "@pomona/contract/problems";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";

/**
 * Runs the work of a job about a space. Throws `cancelled` when the space is gone or deleted meanwhile; where one was
 * made anew under its name, the work is done for that one: its own request was joined to this job.
 */
export async function onSpace<T>(
  workspace: Pick<Workspace, "database">,
  name: string,
  work: (space: SpaceRecord) => Promise<T>,
): Promise<T> {
  for (;;) {
    const space = (await listSpaces(workspace.database)).find((candidate) => candidate.name === name);
    if (!space) throw new Problem("cancelled", `The space "${name}" was deleted.`);
    let outcome: { result: T } | { error: unknown };
    try {
      outcome = { result: await work(space) };
    } catch (error) {
      if (isProblem(error, "cancelled") || isProblem(error, "stopping")) throw error;
      outcome = { error };
    }
    const stays = (await listSpaces(workspace.database)).some((candidate) => candidate.id === space.id);
    if (!stays) continue;
    if ("error" in outcome) throw outcome.error;
    return outcome.result;
  }
}
