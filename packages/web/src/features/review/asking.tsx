import type { FunctionDraft, ReviewAnswer } from "@pomona/contract/reviews";
import { useState } from "react";
import { copy } from "../../copy.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { AnswerButtons } from "./answer-buttons.tsx";
import { AnswerStrip } from "./answer-strip.tsx";
import { AskedFacts, AskedMedia } from "./asked-row.tsx";
import { ConflictList } from "./conflict-list.tsx";
import { usePicturesAhead } from "./review-media.tsx";
import { answerOf, hasAnswer, type ReviewSession, waitingRows, withAnswer, withoutLast } from "./review-session.ts";
import { EndRound, RoundDone } from "./round-done.tsx";
import type { AnswerSender } from "./use-answer-sender.ts";
import { useAskedRows } from "./use-asked-rows.ts";
import { useReviewKeys } from "./use-review-keys.ts";
import type { UpdateSession } from "./use-review-session.ts";

/** Pictures fetched ahead of the row that is looked at. */
const AHEAD = 4;

interface AskingProps {
  name: string;
  draft: FunctionDraft;
  session: ReviewSession;
  update: UpdateSession;
  sender: AnswerSender;
}

/** A round: one row after the other is asked about, and answered by a key, a button or a finger. */
export function Asking({ name, draft, session, update, sender }: AskingProps) {
  const rows = useAskedRows(session.asked);
  const [said, setSaid] = useState("");
  const waiting = waitingRows(session);
  const [now] = waiting;
  usePicturesAhead(waiting.slice(0, AHEAD).map(({ key }) => rows?.get(key)));
  const give = (key: string, answer: ReviewAnswer | null): void => {
    update((before) => withAnswer(before, key, answer));
    setSaid(answer === null ? "" : `${key}: ${copy.review.answers[answer]}`);
  };
  const answer = (given: ReviewAnswer): void => {
    if (now) give(now.key, given);
  };
  const undo = (): void => update(withoutLast);
  useReviewKeys({ answer, undo });
  // An answer that is taken back after its round was learned is given in the next one.
  const round = Math.max(session.round, draft.round);
  const done = session.asked.length - waiting.length;
  return (
    <>
      <div className="shrink-0 px-4 pb-2">
        <ProgressBar label={copy.review.progress} done={done} total={session.asked.length} />
        <p className="m-0 mt-1 flex justify-between text-ink-mute text-xs">
          <span>{copy.review.placeInRound(round, done, session.asked.length)}</span>
          <span>
            {sender.isSaved ? copy.review.saved : sender.isRetrying ? copy.review.waitsForServer : copy.review.saving}
          </span>
        </p>
        <p role="status" className="sr-only">
          {said}
        </p>
      </div>
      <div className="flex min-h-0 flex-1 border-line border-t max-md:flex-col">
        {now ? (
          <AskedMedia asked={now} row={rows?.get(now.key)} isWaiting={rows === undefined} />
        ) : (
          <RoundDone name={name} round={round} session={session} update={update} isSaved={sender.isSaved} />
        )}
        <aside
          aria-label={copy.review.question}
          className="flex w-full shrink-0 flex-col gap-4 overflow-y-auto border-line bg-canvas p-4 max-md:max-h-[45%] max-md:border-t md:w-88 md:border-l"
        >
          {now ? <AskedFacts asked={now} draft={draft} /> : null}
          <AnswerButtons
            onAnswer={answer}
            onUndo={hasAnswer(session) ? undo : undefined}
            isAsking={now !== undefined}
          />
          {now ? <EndRound name={name} draft={draft} update={update} isSaved={sender.isSaved} /> : null}
          <ConflictList draft={draft} session={session} update={update} />
        </aside>
      </div>
      <div className="shrink-0 border-line border-t">
        <AnswerStrip
          className="px-4"
          label={copy.review.answersOfRound}
          answers={inOrder(session)}
          rows={rows ?? new Map()}
          onAnswer={give}
        />
      </div>
    </>
  );
}

/** The answers of the round in the order in which their rows were asked: one that is given anew stays in its place. */
const inOrder = (session: ReviewSession): { key: string; answer: ReviewAnswer }[] =>
  session.asked.flatMap(({ key }) => {
    const answer = answerOf(session, key);
    return answer === undefined ? [] : [{ key, answer }];
  });
