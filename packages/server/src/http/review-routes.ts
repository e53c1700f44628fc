import { answerReview } from "../curation/reviews/answer-review.ts";
import { askReview } from "../curation/reviews/ask-review.ts";
import { getDraft } from "../curation/reviews/describe-draft.ts";
import { discardDraft, publishDraft } from "../curation/reviews/publish-draft.ts";
import { rebaseDraft } from "../curation/reviews/rebase-draft.ts";
import { trainDraft } from "../curation/reviews/train-draft.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { Handlers } from "./handlers.ts";

/** Drafts and the reviews that fill them. */
export const reviewRoutes = (
  workspace: Workspace,
): Pick<
  Handlers,
  "functionDraft" | "askReview" | "answerReview" | "trainDraft" | "rebaseDraft" | "publishDraft" | "discardDraft"
> => ({
  functionDraft: ({ params }) => getDraft(workspace, params.name),
  askReview: ({ params, body, by }) => askReview(workspace, params.name, body, by),
  answerReview: ({ params, body, by }) => answerReview(workspace, params.name, body, by),
  trainDraft: ({ params, signal }) => trainDraft(workspace, params.name, signal),
  rebaseDraft: ({ params, signal }) => rebaseDraft(workspace, params.name, signal),
  publishDraft: ({ params, body, by }) => publishDraft(workspace, params.name, body, by),
  discardDraft: async ({ params }) => {
    await discardDraft(workspace, params.name);
    return { deleted: true };
  },
});
