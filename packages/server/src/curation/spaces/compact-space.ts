import { listSpaces } from "../../store/space-table.ts";
import type { JobHandler } from "../background-work.ts";
import type { Workspace } from "../workspace.ts";
import { hasMuchDead, mergeSegments } from "./merge-segments.ts";

/** Asks for the segments of every space that are dead to a good part to be rewritten; readers go on meanwhile. */
export async function requestCompaction(workspace: Workspace): Promise<void> {
  for (const space of await listSpaces(workspace.database))
    if (await hasMuchDead(workspace, space))
      await workspace.jobs.add(
        "compact",
        { space: space.name },
        { title: `Free what deleted rows take in ${space.name}`, subject: space.name },
      );
}

/** Rewrites the segments of a space that are dead to a good part, and merges small ones. */
export const compactSpace =
  (workspace: Workspace): JobHandler<"compact"> =>
  async ({ space: name }, context) => {
    const space = (await listSpaces(workspace.database)).find((candidate) => candidate.name === name);
    // Deleted, and its segments with it.
    if (!space) return { done: 0 };
    return { done: await mergeSegments(workspace, space, context.signal) };
  };
