import type { Problem } from "@pomona/contract/problems";
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from "react";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { CompletionList, choiceId } from "./completion-list.tsx";
import { type FilterChoice, withChoice } from "./filter-completions.ts";
import { FilterUnderline } from "./filter-underline.tsx";
import { useCompletionList } from "./use-completion-list.ts";

interface FilterTextInputProps {
  text: string;
  /** Why it cannot be read; underlined where it is, with the reason below. */
  problem: Problem | undefined;
  /** What stands below it while there is no problem. */
  note?: string | undefined;
  /** By which it is found when its key is pressed. */
  shortcut?: string;
  onText: (text: string) => void;
  onEnter: (event: KeyboardEvent<HTMLInputElement>) => void;
  onEscape?: (input: HTMLInputElement) => void;
  onClear: () => void;
}

/** A filter as text, with what may come next while it is written. */
export function FilterTextInput({
  text,
  problem,
  note,
  shortcut,
  onText,
  onEnter,
  onEscape,
  onClear,
}: FilterTextInputProps) {
  const [scrollLeft, setScrollLeft] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const caretToSet = useRef<number | null>(null);
  // With the text itself: a frame later, what was typed meanwhile would end up behind the caret.
  useLayoutEffect(() => {
    if (caretToSet.current === null) return;
    input.current?.setSelectionRange(caretToSet.current, caretToSet.current);
    caretToSet.current = null;
  });
  const id = useId();
  const list = useCompletionList(text);
  const isListOpen = list.choices.length > 0;
  const pick = (choice: FilterChoice): void => {
    if (!list.completion) return;
    const next = withChoice(text, list.completion, choice);
    onText(next.text);
    list.open(next.caret);
    caretToSet.current = next.caret;
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key, currentTarget } = event;
    const active = list.choices[list.active];
    if (key === "ArrowDown" || key === "ArrowUp")
      list.move(key === "ArrowDown" ? 1 : -1, currentTarget.selectionStart ?? text.length);
    else if ((key === "Enter" || key === "Tab") && active) pick(active);
    else if (key === "Escape" && isListOpen) {
      // A dialog around it would close too.
      event.stopPropagation();
      list.close();
    } else {
      if (key === "Enter") {
        list.close();
        onEnter(event);
      } else if (key === "Escape") onEscape?.(currentTarget);
      return;
    }
    event.preventDefault();
  };
  return (
    <div className="relative min-w-0 flex-1">
      <span className="pointer-events-none absolute top-2 left-2.5 text-ink-mute">
        <Icon name="search" size={15} />
      </span>
      <input
        ref={input}
        type="search"
        spellCheck={false}
        autoComplete="off"
        aria-label={copy.filterText}
        aria-invalid={problem !== undefined}
        aria-describedby={problem && !isListOpen ? `${id}-note` : undefined}
        aria-autocomplete="list"
        aria-controls={isListOpen ? `${id}-list` : undefined}
        aria-activedescendant={list.choices[list.active] ? choiceId(`${id}-list`, list.active) : undefined}
        placeholder={copy.filterPlaceholder}
        data-shortcut={shortcut}
        className={classNames(INPUT_LOOK, "pr-8 pl-8 font-mono text-xs", problem && "border-danger")}
        value={text}
        onChange={({ target }) => {
          onText(target.value);
          list.open(target.selectionStart ?? target.value.length);
        }}
        onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
        onBlur={list.close}
        onKeyDown={press}
      />
      {problem ? <FilterUnderline text={text} problem={problem} scrollLeft={scrollLeft} /> : null}
      {text ? (
        <button
          type="button"
          aria-label={copy.clearFilterText}
          className="absolute top-0 right-0 inline-flex size-8 items-center justify-center rounded text-ink-mute hover:text-ink"
          onClick={() => {
            onClear();
            input.current?.focus();
          }}
        >
          <Icon name="close" size={13} />
        </button>
      ) : null}
      {isListOpen ? (
        <CompletionList id={`${id}-list`} choices={list.choices} active={list.active} onPick={pick} />
      ) : (
        <Note id={`${id}-note`} problem={problem} note={note} />
      )}
    </div>
  );
}

function Note({ id, problem, note }: { id: string; problem: Problem | undefined; note: string | undefined }) {
  if (problem)
    return (
      <p
        id={id}
        role="alert"
        className="absolute top-9 left-0 z-30 m-0 max-w-full rounded-md border border-danger/40 bg-raised px-2.5 py-1.5 text-danger text-xs shadow-float"
      >
        {problem.message}
      </p>
    );
  if (note === undefined) return null;
  return (
    <p className="absolute top-9 left-0 z-30 m-0 rounded-md border border-line bg-raised px-2.5 py-1.5 text-ink-mute text-xs shadow-float">
      {note}
    </p>
  );
}
