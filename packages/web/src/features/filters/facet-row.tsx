import type { FacetKey } from "../../catalog/filter-parts.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { Icon } from "../../ui/icon.tsx";
import { CountOf } from "./count-of.tsx";

interface FacetRowProps {
  value: FacetKey;
  count: number;
  /** In the whole catalog. */
  total: number | undefined;
  state: "in" | "out" | "free";
  onToggle: (value: FacetKey, isExcluding: boolean) => void;
}

const valueTitle = (value: FacetKey): string =>
  value === null ? copy.noValue : value === true ? copy.yes : value === false ? copy.no : value;

/** One value: its box asks for it, the sign at its end rules it out. */
export function FacetRow({ value, count, total, state, onToggle }: FacetRowProps) {
  const title = valueTitle(value);
  return (
    <li className="group relative flex h-7 items-center rounded hover:bg-hover focus-within:bg-hover">
      <label className="flex h-full min-w-0 flex-1 items-center gap-2 pl-2">
        <input
          type="checkbox"
          className="size-3.5 shrink-0 accent-accent"
          checked={state === "in"}
          onChange={() => onToggle(value, false)}
        />
        <span
          title={title}
          className={classNames(
            "min-w-0 truncate",
            value === null && "italic text-ink-mute",
            state === "out" && "text-ink-mute line-through",
          )}
        >
          {title}
        </span>
        <span className="ml-auto pr-2 group-focus-within:pr-8 group-hover:pr-8 touch:pr-8">
          <CountOf count={count} total={total} />
        </span>
      </label>
      <button
        type="button"
        aria-label={copy.excludeValue(title)}
        aria-pressed={state === "out"}
        title={copy.excludeValue(title)}
        onClick={() => onToggle(value, true)}
        className={classNames(
          "absolute right-1 inline-flex size-6 items-center justify-center rounded text-ink-mute hover:text-danger group-hover:opacity-100 focus-visible:opacity-100 group-focus-within:opacity-100 touch:opacity-100",
          state === "out" ? "text-danger opacity-100" : "opacity-0",
        )}
      >
        <Icon name="exclude" size={13} />
      </button>
    </li>
  );
}
