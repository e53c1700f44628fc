import { createHash } from "node:crypto";
import { spaceByName } from "../store/space-table.ts";
import type { QueryContext } from "./query-context.ts";
import { similarityScores } from "./similarity.ts";
import type { Workspace } from "./workspace.ts";

/** What queries need of a workspace. */
export const queryContext = (workspace: Workspace): QueryContext => ({
  database: workspace.database,
  directory: workspace.directory,
  // Kept, so that a result is paged without scoring every row again for each page.
  similarityScores: (search) =>
    workspace.database.derived.get(
      workspace.database.generation,
      `similarity ${createHash("sha256").update(JSON.stringify(search)).digest("base64url")}`,
      () => similarityScores(workspace, search),
      (scores) => scores.byteLength,
    ),
  vectorOwners: async (name) => {
    const space = await spaceByName(workspace.database, name);
    return workspace.live.target(space.id, space.dims).owners;
  },
  readVectors: async (name, ordinals) => {
    const space = await spaceByName(workspace.database, name);
    const { vectors, found } = await workspace.vectors.read(workspace.live.target(space.id, space.dims), ordinals);
    return { dims: space.dims, vectors, found };
  },
});
