import {
  createProjection,
  deleteProjection,
  getProjection,
  listProjections,
  projectionClusters,
  relayProjection,
  renameProjection,
} from "../curation/projections/projections.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { Handlers } from "./handlers.ts";

/** Projections and their clusters. */
export const projectionRoutes = (
  workspace: Workspace,
): Pick<
  Handlers,
  | "listProjections"
  | "createProjection"
  | "getProjection"
  | "editProjection"
  | "relayProjection"
  | "deleteProjection"
  | "projectionClusters"
> => ({
  listProjections: () => listProjections(workspace),
  createProjection: ({ body }) => createProjection(workspace, body),
  getProjection: ({ params }) => getProjection(workspace, params.name),
  editProjection: ({ params, body }) => renameProjection(workspace, params.name, body.name),
  relayProjection: ({ params, body }) => relayProjection(workspace, params.name, body),
  deleteProjection: async ({ params, query }) => {
    await deleteProjection(workspace, params.name, query.version);
    return { deleted: true };
  },
  projectionClusters: ({ params, query }) => projectionClusters(workspace, params.name, query),
});
