import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import type { FilterChoice } from "./filter-completions.ts";

interface CompletionListProps {
  id: string;
  choices: readonly FilterChoice[];
  /** The one that Enter takes; -1 for none. */
  active: number;
  onPick: (choice: FilterChoice) => void;
}

export const choiceId = (id: string, place: number): string => `${id}-${place}`;

/** What may come next in the filter text, below its line. */
export function CompletionList({ id, choices, active, onPick }: CompletionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={copy.completions}
      className="absolute top-9 left-0 z-30 max-h-72 min-w-56 max-w-full overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-float"
    >
      {choices.map((choice, place) => (
        <div
          key={choice.text}
          id={choiceId(id, place)}
          role="option"
          tabIndex={-1}
          aria-selected={place === active}
          className={classNames(
            "truncate rounded px-2 py-1 font-mono text-xs",
            place === active ? "bg-accent-wash text-accent-strong" : "hover:bg-hover",
          )}
          // The line keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(choice)}
          onKeyDown={() => undefined}
        >
          {choice.label}
        </div>
      ))}
    </div>
  );
}
