import { useState } from "react";
import { type FilterHistory, historyFrom, redone, undone, visited } from "./filter-history.ts";

/** Undo and redo of the filter in the address, as long as the page is open; null where there is nothing to go to. */
export function useFilterHistory(
  where: string | undefined,
  patchSearch: (patch: { where: string | undefined }) => void,
): { undo: (() => void) | null; redo: (() => void) | null } {
  const [history, setHistory] = useState(() => historyFrom(where));
  // Where a step was asked for that the address has not taken yet.
  const [asked, setAsked] = useState<FilterHistory | null>(null);
  if (where !== history.present) {
    setHistory(asked && asked.present === where ? asked : visited(history, where));
    setAsked(null);
  }
  const step = (next: FilterHistory | undefined): (() => void) | null =>
    next
      ? () => {
          setAsked(next);
          patchSearch({ where: next.present });
        }
      : null;
  return { undo: step(undone(history)), redo: step(redone(history)) };
}
