import type { FunctionDraft } from "@pomona/contract/reviews";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api } from "../../api/client.ts";
import { draftQuery } from "../../api/review-queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { type ReviewSession, withoutRound } from "./review-session.ts";
import type { UpdateSession } from "./use-review-session.ts";

/** Trains the draft with its answers; then the round is over. */
export const useTrainDraft = (name: string, update: UpdateSession) =>
  useTraining(name, update, { run: () => api.trainDraft({ name }) });

/** Brings a draft that is behind up to date, and trains it; then the round is over, as with other training. */
export const useRebaseDraft = (name: string, update: UpdateSession) =>
  useTraining(name, update, {
    run: () => api.rebaseDraft({ name }),
    onTrained: (draft) => showMessage(copy.review.rebased(draft.basedOn)),
  });

interface Training {
  run: () => Promise<FunctionDraft>;
  onTrained?: (draft: FunctionDraft) => void;
}

function useTraining(name: string, update: UpdateSession, { run, onTrained }: Training) {
  const client = useQueryClient();
  return useAction({
    run,
    changes: [],
    onDone: (draft) => {
      client.setQueryData(draftQuery(name).queryKey, draft);
      update(withoutRound);
      onTrained?.(draft);
    },
  });
}

interface RoundDoneProps {
  name: string;
  round: number;
  session: ReviewSession;
  update: UpdateSession;
  /** Every answer has reached the server. */
  isSaved: boolean;
}

interface EndRoundProps {
  name: string;
  draft: FunctionDraft;
  update: UpdateSession;
  isSaved: boolean;
}

/** Ends the round before all of it is answered: the rest is not asked, and what was answered is learned. */
export function EndRound({ name, draft, update, isSaved }: EndRoundProps) {
  const train = useTrainDraft(name, update);
  const isLearned = draft.answers.sinceTraining === 0 && draft.rounds.length > 0;
  const hasAnswers = draft.answers.yes + draft.answers.no > 0;
  return (
    <Button
      className="self-start"
      disabled={!isSaved || train.isPending || !(isLearned || hasAnswers)}
      onClick={() => (isLearned ? update(withoutRound) : train.mutate())}
    >
      {train.isPending ? copy.review.training : copy.review.endRound}
    </Button>
  );
}

/** All rows of the round are answered: a last look at the answers, then what they change. */
export function RoundDone({ name, round, session, update, isSaved }: RoundDoneProps) {
  const train = useTrainDraft(name, update);
  const next = useRef<HTMLButtonElement>(null);
  const isReady = isSaved && !train.isPending;
  // Until the last answer is saved it cannot take the focus, which is nowhere then: Enter is to go on.
  useEffect(() => {
    if (isReady && document.activeElement === document.body) next.current?.focus();
  }, [isReady]);
  const count = (answer: string): number => session.answers.filter((one) => one.answer === answer).length;
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center justify-center gap-4 p-6 text-center">
      <h2 className="m-0 font-semibold text-base">{copy.review.roundDone(round)}</h2>
      <p className="m-0 max-w-prose text-ink-soft">
        {copy.review.answerCounts(count("yes"), count("no"), count("skip"))} {copy.review.roundDoneHint}
      </p>
      <Button look="accent" className="h-10 px-4" ref={next} disabled={!isReady} onClick={() => train.mutate()}>
        {train.isPending ? copy.review.training : copy.review.showChanges}
      </Button>
    </div>
  );
}
