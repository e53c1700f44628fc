import type { ScoringFunction } from "@pomona/contract/functions";
import type { FunctionDraft, ReviewAnswer } from "@pomona/contract/reviews";
import { type ReactNode, useState } from "react";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { AnswerStrip } from "./answer-strip.tsx";
import { ConflictList } from "./conflict-list.tsx";
import { DiscardDialog } from "./discard-dialog.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { hasAnswer, type ReviewSession, withAnswer, withoutLast } from "./review-session.ts";
import { RoundChanges } from "./round-changes.tsx";
import { useRebaseDraft, useTrainDraft } from "./round-done.tsx";
import { RoundTable } from "./round-table.tsx";
import type { RoundOptions } from "./start-review.tsx";
import { useAskedRows } from "./use-asked-rows.ts";
import { useReviewKeys } from "./use-review-keys.ts";
import type { UpdateSession } from "./use-review-session.ts";
import { useRoundOptions } from "./use-round-options.ts";

const NOTHING = (): void => undefined;

interface BetweenRoundsProps {
  scoring: ScoringFunction;
  draft: FunctionDraft;
  /** No row is left to ask about. */
  isExhausted: boolean;
  isSaved: boolean;
  isBusy: boolean;
  onGoOn: (options: RoundOptions) => void;
  session: ReviewSession;
  update: UpdateSession;
}

/** What the answers have changed so far, and what is to become of them: go on, publish, discard. */
export function BetweenRounds({ scoring, draft, isExhausted, isSaved, isBusy, ...on }: BetweenRoundsProps) {
  const [asked, setAsked] = useState<"publish" | "discard" | null>(null);
  const train = useTrainDraft(scoring.name, on.update);
  const rebase = useRebaseDraft(scoring.name, on.update);
  const isTraining = train.isPending || rebase.isPending;
  const [options] = useRoundOptions();
  const give = (key: string, answer: ReviewAnswer | null): void =>
    on.update((before) => withAnswer(before, key, answer));
  const undo = (): void => on.update(withoutLast);
  useReviewKeys({ answer: NOTHING, undo });
  const last = draft.rounds.at(-1);
  const { yes, no, skip, sinceTraining } = draft.answers;
  const isUntrained = sinceTraining > 0 || last === undefined;
  return (
    <section
      aria-label={copy.review.changes}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto px-4 pt-1 pb-8 outline-offset-[-2px] sm:px-6"
    >
      <div className="mx-auto flex max-w-4xl flex-col gap-5">
        <div className="flex flex-wrap items-center gap-2">
          <p className="m-0 mr-auto text-ink-soft">
            {copy.review.draftOf(draft.basedOn)} {copy.review.answerCounts(yes, no, skip)}
          </p>
          <Button icon="undo" look="quiet" disabled={!hasAnswer(on.session)} onClick={undo}>
            {copy.review.undoLast}
          </Button>
          <Button
            look={isUntrained ? "plain" : "accent"}
            autoFocus={!isUntrained}
            disabled={isBusy || isExhausted || isTraining}
            onClick={() => on.onGoOn(options)}
          >
            {copy.review.goOn}
          </Button>
          <Button disabled={!isSaved || isTraining || yes + no === 0} onClick={() => setAsked("publish")}>
            {copy.review.publish}
          </Button>
          <Button look="quiet" onClick={() => setAsked("discard")}>
            {copy.review.discard}
          </Button>
        </div>
        <p className="m-0 text-ink-mute">{yes + no === 0 ? copy.review.nothingAnswered : copy.review.goOnHint}</p>
        {draft.isBehind ? (
          <Note>
            <span className="min-w-0 flex-1">{copy.review.behind(draft.basedOn)}</span>
            <Button disabled={!isSaved || isTraining} onClick={() => rebase.mutate()}>
              {rebase.isPending ? copy.review.training : copy.review.rebase}
            </Button>
          </Note>
        ) : null}
        {isExhausted ? <Note>{copy.review.exhausted}</Note> : null}
        {isUntrained && yes + no > 0 ? (
          <div className="flex flex-wrap items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3">
            <p className="m-0 min-w-0 flex-1">{copy.review.untrained(sinceTraining)}</p>
            <Button look="accent" disabled={!isSaved || isTraining} onClick={() => train.mutate()}>
              {train.isPending ? copy.review.training : copy.review.showChanges}
            </Button>
          </div>
        ) : null}
        <ConflictList draft={draft} session={on.session} update={on.update} />
        {last ? <RoundChanges round={last} scoring={scoring} threshold={draft.threshold} /> : null}
        {draft.rounds.length > 1 ? <RoundTable rounds={draft.rounds} /> : null}
        <AnswersSoFar session={on.session} onAnswer={give} />
      </div>
      {asked === "publish" ? (
        <PublishDialog
          scoring={scoring}
          draft={draft}
          onClose={() => setAsked(null)}
          onRebase={() => {
            setAsked(null);
            rebase.mutate();
          }}
          update={on.update}
        />
      ) : null}
      {asked === "discard" ? (
        <DiscardDialog name={scoring.name} draft={draft} onClose={() => setAsked(null)} update={on.update} />
      ) : null}
    </section>
  );
}

/** Answers of the rounds before, newest first, as long as this browser has them. */
function AnswersSoFar({
  session,
  onAnswer,
}: {
  session: ReviewSession;
  onAnswer: (key: string, answer: ReviewAnswer) => void;
}) {
  const rows = useAskedRows(session.earlier.map(({ asked }) => asked));
  if (session.earlier.length === 0) return null;
  return (
    <section aria-label={copy.review.answersSoFar}>
      <h2 className="m-0 font-medium text-ink-soft text-xs">{copy.review.answersSoFar}</h2>
      <p className="m-0 mb-1 text-ink-mute text-xs">{copy.review.answersSoFarHint}</p>
      <AnswerStrip
        className="px-0.5"
        label={copy.review.answersSoFar}
        answers={session.earlier}
        rows={rows ?? new Map()}
        onAnswer={onAnswer}
      />
    </section>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <div className="flex items-start gap-2 rounded-lg border border-warn/40 bg-warn-wash px-4 py-3">
      <span className="mt-0.5 text-warn">
        <Icon name="warning" size={14} />
      </span>
      <div className="flex min-w-0 flex-1 items-start gap-2 max-sm:flex-col">{children}</div>
    </div>
  );
}
