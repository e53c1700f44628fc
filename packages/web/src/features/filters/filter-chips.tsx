import type { Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";
import { chipText } from "./chip-text.ts";

/** The conditions that are set, each with a cross that takes it away. */
export function FilterChips() {
  const { parts, setParts } = useCatalog();
  if (parts.length === 0) return null;
  return (
    <ul aria-label={copy.activeFilters} className="m-0 flex min-w-0 list-none flex-wrap items-center gap-1.5 p-0">
      {parts.map((part, index) => (
        <li
          key={printFilter(part)}
          className="inline-flex h-6 max-w-80 items-center rounded-full bg-accent-wash pl-2.5 text-accent-strong text-xs"
        >
          <span className="truncate" title={printFilter(part)}>
            {chipText(part)}
          </span>
          <button
            type="button"
            aria-label={copy.removeFilter(chipText(part))}
            className="ml-0.5 inline-flex size-6 items-center justify-center rounded-full hover:bg-black/10"
            onClick={() => setParts(without(parts, index))}
          >
            <Icon name="close" size={11} />
          </button>
        </li>
      ))}
      {parts.length > 1 ? (
        <li>
          <button
            type="button"
            className="h-6 rounded px-1.5 text-ink-mute text-xs hover:text-ink"
            onClick={() => setParts([])}
          >
            {copy.clearAll}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

const without = (parts: readonly Filter[], index: number): Filter[] => parts.filter((_, place) => place !== index);
