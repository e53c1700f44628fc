import type { ReviewAnswer } from "@pomona/contract/reviews";
import type { Row } from "@pomona/contract/rows";
import { rowTitle } from "../../catalog/row-title.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";

const MARKS: Record<ReviewAnswer, { icon: IconName; frame: string; mark: string }> = {
  yes: { icon: "check", frame: "border-accent", mark: "bg-accent text-accent-ink" },
  no: { icon: "close", frame: "border-danger", mark: "bg-danger text-surface" },
  skip: { icon: "right", frame: "border-line-strong", mark: "bg-line-strong text-surface" },
};
const OTHER: Record<ReviewAnswer, ReviewAnswer> = { yes: "no", no: "yes", skip: "yes" };

interface AnswerStripProps {
  label: string;
  /** Oldest first. */
  answers: readonly { key: string; answer: ReviewAnswer }[];
  rows: ReadonlyMap<string, Row>;
  onAnswer: (key: string, answer: ReviewAnswer) => void;
  className: string;
}

/** Answers, newest first; pressing one gives the other answer. */
export function AnswerStrip({ label, answers, rows, onAnswer, className }: AnswerStripProps) {
  return (
    <ul
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
      tabIndex={0}
      aria-label={label}
      className={classNames("m-0 flex min-h-16 list-none gap-1.5 overflow-x-auto py-1.5", className)}
    >
      {answers.length === 0 ? <li className="self-center text-ink-mute text-xs">{copy.review.noAnswers}</li> : null}
      {answers.toReversed().map(({ key, answer }) => {
        const row = rows.get(key);
        const { icon, frame, mark } = MARKS[answer];
        const name = copy.review.flip(row ? rowTitle(row) : key, copy.review.answers[answer]);
        return (
          <li key={key} className="shrink-0">
            <button
              type="button"
              aria-label={`${name}: ${key}`}
              title={name}
              className={classNames(
                "relative block h-13 overflow-hidden rounded-md border-2",
                row?.mediaType === "text" ? "w-32" : "w-13",
                frame,
              )}
              onClick={() => onAnswer(key, OTHER[answer])}
            >
              {row ? <Thumbnail row={row} size="160" textLines="line-clamp-2" isTiny /> : null}
              <span
                className={classNames("absolute right-0 bottom-0 inline-flex size-4 justify-center rounded-tl", mark)}
              >
                <Icon name={icon} size={12} />
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
