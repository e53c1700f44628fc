import { useQueries } from "@tanstack/react-query";
import { totalQuery } from "../../api/queries.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount } from "../../ui/format.ts";
import { chipText } from "./chip-text.ts";

/** More would take as many counts. */
const MOST_TRIED = 12;
const MOST_SHOWN = 5;

/** No row passes: which condition to take away, and how many rows that would show. */
export function NoMatch() {
  const { parts, addedParts, setParts, isSimilar, search, undoFilter } = useCatalog();
  const tried = parts.length > 1 ? parts.slice(0, MOST_TRIED) : [];
  const without = (part: (typeof parts)[number]) => parts.filter((one) => one !== part);
  const counts = useQueries({
    queries: tried.map((part) => totalQuery(joinParts([...without(part), ...addedParts]))),
  });
  const ways = tried
    .map((part, i) => ({ part, rows: counts[i]?.data ?? 0 }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows)
    .slice(0, MOST_SHOWN);
  return (
    <EmptyState
      icon="search"
      title={copy.noMatch}
      actions={
        <>
          {undoFilter ? <Button onClick={undoFilter}>{copy.undo}</Button> : null}
          {parts.length > 0 ? <Button onClick={() => setParts([])}>{copy.clearFilters}</Button> : null}
        </>
      }
    >
      {isSimilar && search.min !== undefined ? copy.noMatchAbove : ways.length > 0 ? copy.relaxHint : copy.noMatchHint}
      {ways.length > 0 ? (
        <ul aria-label={copy.relaxHint} className="m-0 mt-3 flex list-none flex-col items-stretch gap-1 p-0">
          {ways.map(({ part, rows }) => (
            <li key={chipText(part)}>
              <button
                type="button"
                className="flex w-full items-baseline gap-4 rounded-md border border-line bg-surface px-3 py-1.5 text-left text-ink hover:bg-hover"
                onClick={() => setParts(without(part))}
              >
                <span className="min-w-0 flex-1 break-words">{copy.without(chipText(part))}</span>
                <span className="shrink-0 text-ink-mute text-xs">{copy.rowCount(rows, formatCount(rows))}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </EmptyState>
  );
}
