import { isProblem, type Problem } from "@pomona/contract/problems";
import { useEffect, useId, useRef, useState } from "react";
import { readFilter, typedFilterText } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";

/**
 * The whole filter as text. Enter applies it (a tree in JSON too, which then stands there as text); what cannot be read is underlined with the reason below. `refusal` is what
 * the server said of a filter that reads well but names something that is not there.
 */
export function FilterTextField({ refusal }: { refusal: unknown }) {
  const { search, metadata, patchSearch } = useCatalog();
  const [text, setText] = useState(search.where ?? "");
  const [isEdited, setIsEdited] = useState(false);
  const [scrollLeft, setScrollLeft] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => {
    setText(search.where ?? "");
    setIsEdited(false);
  }, [search.where]);
  const typed = readFilter(text, metadata).problem;
  const isAtEnd = typed !== undefined && Number(typed.fields.column) > text.length;
  const problem =
    typed && (!isEdited || !isAtEnd || text.length === 0)
      ? typed
      : !isEdited && isProblem(refusal)
        ? refusal
        : undefined;
  const apply = (): void => {
    setIsEdited(false);
    if (typed) return;
    const where = typedFilterText(text);
    setText(where ?? "");
    patchSearch({ where });
  };
  return (
    <div className="relative min-w-0 flex-1 max-sm:order-last max-sm:basis-full">
      <span className="pointer-events-none absolute top-2 left-2.5 text-ink-mute">
        <Icon name="search" size={15} />
      </span>
      <input
        ref={input}
        id={id}
        type="search"
        spellCheck={false}
        autoComplete="off"
        aria-label={copy.filterText}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        placeholder={copy.filterPlaceholder}
        data-shortcut="filter"
        className={classNames(INPUT_LOOK, "pr-8 pl-8 font-mono text-xs", problem && "border-danger")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setIsEdited(true);
        }}
        onScroll={(event) => setScrollLeft(event.currentTarget.scrollLeft)}
        onKeyDown={(event) => {
          if (event.key === "Enter") apply();
          if (event.key === "Escape") {
            setText(search.where ?? "");
            event.currentTarget.blur();
          }
        }}
      />
      {problem ? <Underline text={text} problem={problem} scrollLeft={scrollLeft} /> : null}
      {text ? (
        <button
          type="button"
          aria-label={copy.clearFilterText}
          className="absolute top-0 right-0 inline-flex size-8 items-center justify-center rounded text-ink-mute hover:text-ink"
          onClick={() => {
            setText("");
            patchSearch({ where: undefined });
            input.current?.focus();
          }}
        >
          <Icon name="close" size={13} />
        </button>
      ) : null}
      {problem ? (
        <p
          id={`${id}-problem`}
          role="alert"
          className="absolute top-9 left-0 z-30 m-0 max-w-full rounded-md border border-danger/40 bg-raised px-2.5 py-1.5 text-danger text-xs shadow-float"
        >
          {problem.message}
        </p>
      ) : isEdited && !typed && text !== (search.where ?? "") ? (
        <p className="absolute top-9 left-0 z-30 m-0 rounded-md border border-line bg-raised px-2.5 py-1.5 text-ink-mute text-xs shadow-float">
          {copy.enterApplies}
        </p>
      ) : null}
    </div>
  );
}

/** A wavy line below the place that the problem names, drawn over the text of the field. */
function Underline({ text, problem, scrollLeft }: { text: string; problem: Problem; scrollLeft: number }) {
  const column = Number(problem.fields.column);
  if (!(column >= 1)) return null;
  const length = Math.max(1, Number(problem.fields.length) || 1);
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-y-0 right-8 left-8 overflow-hidden">
      <div
        className="pt-[7px] font-mono text-transparent text-xs whitespace-pre"
        style={{ transform: `translateX(${-scrollLeft}px)` }}
      >
        {text.slice(0, column - 1)}
        <span className="wavy">{text.slice(column - 1, column - 1 + length) || " "}</span>
      </div>
    </div>
  );
}
