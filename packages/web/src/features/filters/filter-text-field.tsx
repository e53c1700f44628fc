import { isProblem, type Problem } from "@pomona/contract/problems";
import { useEffect, useState } from "react";
import { readFilter, typedFilterText } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { FilterTextInput } from "./filter-text-input.tsx";

/**
 * The whole filter as text. Enter applies it (a tree in JSON too, which then stands there as text); what cannot be read is
 * underlined with the reason below. `refusal` is what the server said of a filter that reads well but names something that is
 * not there.
 */
export function FilterTextField({ refusal }: { refusal: unknown }) {
  const { text, isChanged, problem, write, apply, reset, clear } = useFilterText(refusal);
  return (
    <div className="min-w-0 flex-1 max-sm:order-last max-sm:basis-full">
      <FilterTextInput
        text={text}
        problem={problem}
        note={isChanged ? copy.enterApplies : undefined}
        shortcut="filter"
        onText={write}
        onEnter={apply}
        onEscape={(input) => {
          reset();
          input.blur();
        }}
        onClear={clear}
      />
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
