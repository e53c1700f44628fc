import { diffVersions } from "../curation/functions/diff-versions.ts";
import { exportFunction } from "../curation/functions/export-function.ts";
import { functionHealth } from "../curation/functions/function-health.ts";
import { importFunction } from "../curation/functions/import-function.ts";
import { listVersions } from "../curation/functions/list-versions.ts";
import { versionNumber } from "../curation/functions/required-version.ts";
import { rollBackFunction } from "../curation/functions/roll-back.ts";
import { versionScores } from "../curation/functions/version-scores.ts";
import { queryContext } from "../curation/queries/workspace-query.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { Handlers } from "./handlers.ts";

/** Versions of functions: what they were, what changed, and whether what arrives is still like it. */
export const versionRoutes = (
  workspace: Workspace,
): Pick<
  Handlers,
  | "functionVersions"
  | "functionDiff"
  | "rollBackFunction"
  | "versionScores"
  | "exportFunction"
  | "importFunction"
  | "functionHealth"
> => {
  const context = queryContext(workspace);
  return {
    functionVersions: ({ params }) => listVersions(workspace, params.name),
    functionDiff: ({ params, query }) => diffVersions(workspace, params.name, query),
    rollBackFunction: ({ params, body, by }) => rollBackFunction(workspace, params.name, { ...body, by }),
    versionScores: ({ params: { name, version }, body }) =>
      versionScores(workspace, context, { ...body, name, version: versionNumber(name, version) }),
    exportFunction: ({ params, query }) => exportFunction(workspace, params.name, query.version),
    importFunction: ({ body, by }) => importFunction(workspace, { ...body, by }),
    functionHealth: ({ params }) => functionHealth(workspace, params.name),
  };
};
