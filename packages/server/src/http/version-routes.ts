import { diffVersions } from "../curation/diff-versions.ts";
import { exportFunction } from "../curation/export-function.ts";
import { functionHealth } from "../curation/function-health.ts";
import { importFunction } from "../curation/import-function.ts";
import { listVersions } from "../curation/list-versions.ts";
import { versionNumber } from "../curation/required-version.ts";
import { rollBackFunction } from "../curation/roll-back.ts";
import { versionScores } from "../curation/version-scores.ts";
import type { Workspace } from "../curation/workspace.ts";
import { queryContext } from "../curation/workspace-query.ts";
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
