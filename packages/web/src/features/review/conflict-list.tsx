import type { FunctionDraft, ReviewConflict } from "@pomona/contract/reviews";
import type { Row } from "@pomona/contract/rows";
import { RowTile } from "../../catalog/row-tiles.tsx";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { formatScore } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { answerersOf } from "./answerers.ts";
import { answerOf, type ReviewSession, withAnswer, withoutAnswerOf } from "./review-session.ts";
import type { UpdateSession } from "./use-review-session.ts";

const MOST = 20;

interface ConflictListProps {
  draft: FunctionDraft;
  session: ReviewSession;
  update: UpdateSession;
}

/** Answers that cannot be right together, both rows beside each other; what is only said twice is counted. */
export function ConflictList({ draft, session, update }: ConflictListProps) {
  const contradictions = draft.conflicts.filter(({ isContradiction }) => isContradiction);
  const twice = draft.conflicts.length - contradictions.length;
  const shown = contradictions.slice(0, MOST);
  const keys = [...new Set(shown.flatMap(({ key, other }) => (other === null ? [key] : [key, other])))];
  const rows = useAnchorRows(keys);
  if (draft.conflicts.length === 0) return null;
  return (
    <section aria-label={copy.review.conflicts} className="flex flex-col gap-2">
      {contradictions.length > 0 ? (
        <>
          <h2 className="m-0 flex items-center gap-1.5 font-medium text-warn text-xs">
            <Icon name="warning" size={13} />
            {copy.review.conflictCount(contradictions.length)}
          </h2>
          <ul className="m-0 flex list-none flex-col gap-2 p-0">
            {shown.map((conflict) => (
              <Conflict
                key={`${conflict.key} ${conflict.other}`}
                conflict={conflict}
                rows={rows}
                draft={draft}
                session={session}
                update={update}
              />
            ))}
          </ul>
        </>
      ) : null}
      {twice > 0 ? <p className="m-0 text-ink-mute text-xs">{copy.review.twice(twice)}</p> : null}
    </section>
  );
}

const answerText = (sign: "+" | "-"): string => copy.review.answers[sign === "+" ? "yes" : "no"];

interface ConflictProps extends ConflictListProps {
  conflict: ReviewConflict;
  rows: readonly Row[] | undefined;
}

function Conflict({ conflict, rows, ...on }: ConflictProps) {
  const { key, other, kind, keySign, otherSign, similarity } = conflict;
  const sides: [string, "+" | "-"][] =
    other === null
      ? [[key, keySign]]
      : [
          [key, keySign],
          [other, otherSign],
        ];
  return (
    <li className="rounded-md border border-warn/40 bg-warn-wash p-2">
      <p className="m-0 mb-1.5 text-xs">
        {kind === "same-row"
          ? copy.review.sameRow(answerText(keySign), answerText(otherSign))
          : copy.review.conflictKinds[kind](similarity === null ? "" : formatScore(similarity))}
      </p>
      <div className="grid grid-cols-2 gap-2">
        {sides.map(([one, sign]) => (
          <div key={`${one} ${sign}`} className="min-w-0">
            <RowTile rowKey={one} row={rows?.find((row) => row.key === one)} isWaiting={rows === undefined} />
            <p className="m-0 mt-1 truncate text-2xs" title={one}>
              {answerText(sign)}: {one}
            </p>
            <TakeBack rowKey={one} sign={sign} {...on} />
          </div>
        ))}
      </div>
    </li>
  );
}

interface TakeBackProps extends ConflictListProps {
  rowKey: string;
  sign: "+" | "-";
}

/** A button for each person who answered so; what the version says is changed by an edit of the function. */
function TakeBack({ rowKey, sign, draft, session, update }: TakeBackProps) {
  const people = answerersOf(draft, rowKey, sign);
  if (people.length === 0) return <p className="m-0 text-2xs text-ink-mute">{copy.review.olderExample}</p>;
  const isMine = people.length === 1 && answerOf(session, rowKey) === (sign === "+" ? "yes" : "no");
  if (isMine)
    return (
      <Button
        className="mt-1 h-7 text-xs"
        aria-label={copy.review.takeBackOf(rowKey)}
        onClick={() => update((before) => withAnswer(before, rowKey, null))}
      >
        {copy.review.takeBack}
      </Button>
    );
  return people.map((by) => (
    <Button
      key={by}
      className="mt-1 mr-1 h-7 text-xs"
      aria-label={copy.review.takeBackFrom(by, rowKey)}
      onClick={() => update((before) => withoutAnswerOf(before, rowKey, by))}
    >
      {copy.review.takeBackAnswerOf(by)}
    </Button>
  ));
}
