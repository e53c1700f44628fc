import { isProblem, type Problem } from "@pomona/contract/problems";
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { readFilter, typedFilterText } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { CompletionList, choiceId } from "./completion-list.tsx";
import { type FilterChoice, withChoice } from "./filter-completions.ts";
import { FilterUnderline } from "./filter-underline.tsx";
import { useCompletionList } from "./use-completion-list.ts";

/**
 * The whole filter as text, with what may come next while it is written. Enter applies it (a tree in JSON too, which then
 * stands there as text); what cannot be read is underlined with the reason below. `refusal` is what the server said of a
 * filter that reads well but names something that is not there.
 */
export function FilterTextField({ refusal }: { refusal: unknown }) {
  const { text, isChanged, problem, write, apply, reset, clear } = useFilterText(refusal);
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
    write(next.text);
    list.open(next.caret);
    caretToSet.current = next.caret;
  };
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const { key, currentTarget } = event;
    const active = list.choices[list.active];
    if (key === "ArrowDown" || key === "ArrowUp")
      list.move(key === "ArrowDown" ? 1 : -1, currentTarget.selectionStart ?? text.length);
    else if ((key === "Enter" || key === "Tab") && active) pick(active);
    else if (key === "Escape" && isListOpen) list.close();
    else {
      if (key === "Enter") {
        list.close();
        apply();
      } else if (key === "Escape") {
        reset();
        currentTarget.blur();
      }
      return;
    }
    event.preventDefault();
  };
  return (
    <div className="relative min-w-0 flex-1 max-sm:order-last max-sm:basis-full">
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
        data-shortcut="filter"
        className={classNames(INPUT_LOOK, "pr-8 pl-8 font-mono text-xs", problem && "border-danger")}
        value={text}
        onChange={({ target }) => {
          write(target.value);
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
            clear();
            input.current?.focus();
          }}
        >
          <Icon name="close" size={13} />
        </button>
      ) : null}
      {isListOpen ? (
        <CompletionList id={`${id}-list`} choices={list.choices} active={list.active} onPick={pick} />
      ) : (
        <Note id={`${id}-note`} problem={problem} isChanged={isChanged} />
      )}
    </div>
  );
}

/** What is typed, until it is applied to the address; an end that is only not written yet is no problem. */
function useFilterText(refusal: unknown) {
  const { search, metadata, patchSearch } = useCatalog();
  const [text, setText] = useState(search.where ?? "");
  const [isEdited, setIsEdited] = useState(false);
  useEffect(() => {
    setText(search.where ?? "");
    setIsEdited(false);
  }, [search.where]);
  const typed = readFilter(text, metadata).problem;
  const isAtEnd = typed !== undefined && Number(typed.fields.column) > text.length;
  const isTold = typed && (!isEdited || !isAtEnd || text.length === 0);
  // Without a filter it is the order that was refused.
  const isRefused = !isEdited && search.where !== undefined && isProblem(refusal);
  const problem: Problem | undefined = isTold ? typed : isRefused ? refusal : undefined;
  return {
    text,
    problem,
    isChanged: isEdited && !typed && text !== (search.where ?? ""),
    write: (next: string): void => {
      setText(next);
      setIsEdited(true);
    },
    apply: (): void => {
      setIsEdited(false);
      if (typed) return;
      const where = typedFilterText(text);
      setText(where ?? "");
      patchSearch({ where });
    },
    reset: (): void => setText(search.where ?? ""),
    clear: (): void => {
      setText("");
      patchSearch({ where: undefined });
    },
  };
}

function Note({ id, problem, isChanged }: { id: string; problem: Problem | undefined; isChanged: boolean }) {
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
  if (!isChanged) return null;
  return (
    <p className="absolute top-9 left-0 z-30 m-0 rounded-md border border-line bg-raised px-2.5 py-1.5 text-ink-mute text-xs shadow-float">
      {copy.enterApplies}
    </p>
  );
}
