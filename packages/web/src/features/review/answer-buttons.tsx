import type { ReviewAnswer } from "@pomona/contract/reviews";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";

interface AnswerButtonsProps {
  onAnswer: (answer: ReviewAnswer) => void;
  /** Takes the newest answer back; absent where there is none. */
  onUndo: (() => void) | undefined;
  /** There is a row to answer. */
  isAsking: boolean;
}

const LOOK =
  "flex h-14 min-w-0 items-center justify-center gap-2 rounded-lg border font-medium text-base transition-colors duration-75 disabled:pointer-events-none disabled:opacity-40 md:h-12 md:text-sm";

const PLAIN = "border-line bg-surface text-ink-soft hover:bg-hover";

const ANSWERS = [
  {
    answer: "yes",
    label: copy.yes,
    shortcut: "Y",
    icon: "check",
    className: "border-transparent bg-accent text-accent-ink hover:bg-accent-strong",
  },
  {
    answer: "no",
    label: copy.no,
    shortcut: "N",
    icon: "close",
    className: "border-danger/50 bg-danger-wash text-danger hover:border-danger",
  },
  { answer: "skip", label: copy.review.skip, shortcut: "S", className: PLAIN },
] as const satisfies (Pick<AnswerButtonProps, "label" | "shortcut" | "icon" | "className"> & {
  answer: ReviewAnswer;
})[];

/** Yes, no, skip and undo: for a mouse, a finger, and to show the keys. */
export function AnswerButtons({ onAnswer, onUndo, isAsking }: AnswerButtonsProps) {
  return (
    <fieldset aria-label={copy.review.question} className="m-0 grid grid-cols-4 gap-2 border-0 p-0 md:grid-cols-2">
      {ANSWERS.map(({ answer, ...rest }) => (
        <AnswerButton key={answer} {...rest} disabled={!isAsking} onClick={() => onAnswer(answer)} />
      ))}
      <AnswerButton
        label={copy.undo}
        shortcut="U"
        icon="undo"
        className={PLAIN}
        disabled={onUndo === undefined}
        onClick={() => onUndo?.()}
      />
    </fieldset>
  );
}

interface AnswerButtonProps {
  label: string;
  shortcut: string;
  icon?: IconName;
  className: string;
  disabled: boolean;
  onClick: () => void;
}

function AnswerButton({ label, shortcut, icon, className, disabled, onClick }: AnswerButtonProps) {
  return (
    <button
      type="button"
      // The letter beside it is no part of its name.
      aria-label={label}
      aria-keyshortcuts={shortcut}
      className={classNames(LOOK, className)}
      disabled={disabled}
      onClick={onClick}
    >
      {icon ? <Icon name={icon} size={16} /> : null}
      {label}
      <span
        data-shortcut={shortcut}
        className="rounded border border-current/30 px-1 text-2xs before:content-[attr(data-shortcut)] max-sm:hidden touch:hidden"
      />
    </button>
  );
}
