import { spaceByName } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import type { QueryContext } from "./query-context.ts";
import { prepareSearch } from "./similarity.ts";

/** What queries need of a workspace. */
export const queryContext = (workspace: Workspace): QueryContext => ({
  database: workspace.database,
  directory: workspace.directory,
  similarityScores: async (search) => (await prepareSearch(workspace, search)).scores(),
  prepareSearch: (search) => prepareSearch(workspace, search),
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
