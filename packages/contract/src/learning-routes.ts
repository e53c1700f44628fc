import { z } from "zod";
import { evaluateRequest, evaluation } from "./evaluations.ts";
import {
  functionFile,
  functionHealth,
  functionVersion,
  importFunctionRequest,
  rollBackRequest,
  versionDiff,
  versionScoresRequest,
  versionScoresResponse,
} from "./function-versions.ts";
import { scoringFunction } from "./functions.ts";
import { proposeFunctionsRequest } from "./proposals.ts";
import {
  answerReviewRequest,
  askReviewRequest,
  askReviewResponse,
  functionDraft,
  publishDraftRequest,
  reviewConflict,
} from "./reviews.ts";
import { defineRoutes } from "./route.ts";

const started = z.object({ job: z.string().describe("Id of the job that does it") });
const version = z.coerce.number().int().min(1);

/** How functions learn and show how good they are: versions, evaluations, reviews and proposals. */
export const learningRoutes = defineRoutes({
  functionVersions: {
    method: "GET",
    path: "/functions/:name/versions",
    tag: "functions",
    summary: "Versions of a function, newest first",
    response: z.array(functionVersion),
  },
  functionDiff: {
    method: "GET",
    path: "/functions/:name/diff",
    tag: "functions",
    summary: "What changed from one version to another",
    query: z.object({ from: version, to: version.optional().describe("Default: the newest") }),
    response: versionDiff,
  },
  rollBackFunction: {
    method: "POST",
    path: "/functions/:name/rollback",
    tag: "functions",
    summary: "Make a new version that is what an old one was",
    body: rollBackRequest,
    response: scoringFunction.extend({ job: z.string().nullable() }),
  },
  versionScores: {
    method: "POST",
    path: "/functions/:name/versions/:version/scores",
    tag: "functions",
    summary: "Scores of any version, highest first",
    body: versionScoresRequest,
    response: versionScoresResponse,
  },
  exportFunction: {
    method: "GET",
    path: "/functions/:name/export",
    tag: "functions",
    summary: "A function as JSON that another catalog can import",
    query: z.object({ version: version.optional().describe("Default: the newest") }),
    response: functionFile,
  },
  importFunction: {
    method: "POST",
    path: "/functions/import",
    tag: "functions",
    summary: "Make a function from its JSON; refused where no space is of its model",
    status: 201,
    body: importFunctionRequest,
    response: scoringFunction.extend({ job: z.string().nullable() }),
  },
  functionHealth: {
    method: "GET",
    path: "/functions/:name/health",
    tag: "functions",
    summary: "Whether arriving rows differ from what the function was made on",
    response: functionHealth,
  },

  evaluateFunction: {
    method: "POST",
    path: "/functions/:name/evaluations",
    tag: "functions",
    summary: "Evaluate versions against labels or a filter, all on the same rows",
    status: 202,
    body: evaluateRequest,
    response: started,
  },
  functionEvaluations: {
    method: "GET",
    path: "/functions/:name/evaluations",
    tag: "functions",
    summary: "Evaluations of a function, newest first",
    query: z.object({ version: version.optional() }),
    response: z.array(evaluation),
  },

  functionDraft: {
    method: "GET",
    path: "/functions/:name/draft",
    tag: "reviews",
    summary: "The draft of the next version",
    response: functionDraft,
  },
  askReview: {
    method: "POST",
    path: "/functions/:name/review",
    tag: "reviews",
    summary: "Rows whose answer teaches most; begins a draft where there is none",
    body: askReviewRequest,
    response: askReviewResponse,
  },
  answerReview: {
    method: "POST",
    path: "/functions/:name/review/answers",
    tag: "reviews",
    summary: 'Answers to "is this one?", kept in the draft',
    body: answerReviewRequest,
    response: z.object({
      draft: functionDraft,
      takenBack: z.number().describe("Answers that were there and were taken back"),
      conflicts: z.array(reviewConflict).describe("That these answers brought"),
    }),
  },
  trainDraft: {
    method: "POST",
    path: "/functions/:name/draft/train",
    tag: "reviews",
    summary: "Train the draft with the answers, and tell what would change; the next round begins",
    response: functionDraft,
  },
  rebaseDraft: {
    method: "POST",
    path: "/functions/:name/draft/rebase",
    tag: "reviews",
    summary: "Bring a draft that is behind up to date: its answers over the newest version, trained anew",
    response: functionDraft,
  },
  publishDraft: {
    method: "POST",
    path: "/functions/:name/draft/publish",
    tag: "reviews",
    summary: "Make the draft the newest version",
    body: publishDraftRequest,
    response: scoringFunction.extend({ job: z.string().nullable() }),
  },
  discardDraft: {
    method: "DELETE",
    path: "/functions/:name/draft",
    tag: "reviews",
    summary: "Throw the draft and its answers away",
    response: z.object({ deleted: z.literal(true) }),
  },

  proposeFunctions: {
    method: "POST",
    path: "/functions/propose",
    tag: "functions",
    summary: "Find what the rows of a selection have in common; the job's result has the proposals",
    status: 202,
    body: proposeFunctionsRequest,
    response: started,
  },
});
