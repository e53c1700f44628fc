import { evaluateFunction, functionEvaluations } from "../curation/evaluations/evaluations.ts";
import { requestProposals } from "../curation/proposals/propose-functions.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { Handlers } from "./handlers.ts";

/** How good functions are against labels, and functions proposed from rows. */
export const evaluationRoutes = (
  workspace: Workspace,
): Pick<Handlers, "evaluateFunction" | "functionEvaluations" | "proposeFunctions"> => ({
  evaluateFunction: async ({ params, body, by }) => ({
    job: await evaluateFunction(workspace, params.name, body, by),
  }),
  functionEvaluations: ({ params, query }) => functionEvaluations(workspace, params.name, query.version),
  proposeFunctions: async ({ body }) => ({ job: await requestProposals(workspace, body) }),
});
