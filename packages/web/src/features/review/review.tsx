import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { draftQuery } from "../../api/review-queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote, ProblemState } from "../../ui/problem-note.tsx";
import { Asking } from "./asking.tsx";
import { BetweenRounds } from "./between-rounds.tsx";
import { withRound } from "./review-session.ts";
import { type RoundOptions, StartReview } from "./start-review.tsx";
import { useAnswerSender } from "./use-answer-sender.ts";
import { useFollowedDraft } from "./use-followed-draft.ts";
import { useReviewSession } from "./use-review-session.ts";

/** "Is this one?": rounds of rows that are asked about, and between them what the answers change. */
export function Review({ scoring }: { scoring: ScoringFunction }) {
  const { name } = scoring;
  const client = useQueryClient();
  const kept = useReviewSession(name);
  const { session, update } = kept;
  const { data: draft, error, refetch } = useQuery(draftQuery(name));
  // Another draft than the one the round is of: it was published or discarded meanwhile.
  const isOver = draft !== undefined && session.draft !== "" && draft?.created !== session.draft;
  const sender = useAnswerSender(name, kept, draft !== undefined && !isOver);
  const [isExhausted, setIsExhausted] = useState(false);
  const [seed] = useState(() => Math.floor(Math.random() * 4_294_967_295));
  const ask = useAction({
    run: async ({ count, ...options }: RoundOptions) => {
      const { round, rows } = await api.askReview({ name }, { count, seed, ...options });
      const begun = await api.functionDraft({ name });
      client.setQueryData(draftQuery(name).queryKey, begun);
      return { round, rows, draft: begun.created };
    },
    changes: [],
    onDone: (next) => {
      setIsExhausted(next.rows.length === 0);
      update((before) => withRound(before, next));
    },
  });
  useFollowedDraft(name, kept, isOver && !ask.isPending);
  if (draft === undefined)
    return error ? (
      <ProblemState error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={copy.loading} className="skeleton m-4 min-h-0 flex-1 rounded-md" />
    );
  const isAsking = draft !== null && !isOver && session.asked.length > 0;
  return (
    <>
      {sender.trouble !== null && !sender.isRetrying ? (
        <div className="px-4 pb-2">
          <ProblemNote error={sender.trouble}>
            <Button className="mt-2" onClick={sender.retry}>
              {copy.tryAgain}
            </Button>
          </ProblemNote>
        </div>
      ) : null}
      {isAsking ? (
        <Asking name={name} draft={draft} session={session} update={update} sender={sender} />
      ) : draft === null ? (
        <StartReview scoring={scoring} isBusy={ask.isPending} onStart={ask.mutate} />
      ) : (
        <BetweenRounds
          scoring={scoring}
          draft={draft}
          isExhausted={isExhausted}
          isSaved={sender.isSaved}
          isBusy={ask.isPending}
          onGoOn={ask.mutate}
          session={session}
          update={update}
        />
      )}
    </>
  );
}
