import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../api/client.ts";
import {
  hasRanges,
  isEmptySelection,
  lastRange,
  selectedCount,
  toSelection,
  unknownKeys,
  upToLastRange,
} from "./selection.ts";
import { useCatalog } from "./use-catalog-state.ts";

/** As many keys are looked up at once as a screen or two hold. */
const MOST_KEYS = 2000;

/** How many rows are selected; undefined until the server has counted a selection with ranges. Exceptions are counted too. */
export function useSelectedCount(total: number): number | undefined {
  const { selection, serverSelection, query } = useCatalog();
  const isAtHand = !hasRanges(selection);
  const estimate = isAtHand ? selectedCount(selection, total) : undefined;
  // An exception may have left the filter since, so that it is none any more.
  const isCounted = !isEmptySelection(selection) && (!isAtHand || selection.exclude.size > 0);
  const answer = useQuery({
    queryKey: ["selection", "count", isCounted ? toSelection(selection, query.filter) : null],
    queryFn: ({ signal }) => api.countSelection({ selection: serverSelection() }, { signal }),
    enabled: isCounted,
    placeholderData: keepPreviousData,
  });
  const counted = isAtHand && answer.isPlaceholderData ? undefined : answer.data?.count;
  return isCounted ? (counted ?? estimate) : estimate;
}

/** Asks the server which of the loaded rows a selection with ranges holds, as far as that is not known. */
export function useKnownRows(keys: readonly string[]): void {
  const { selection, learnRows, query } = useCatalog();
  const unknown = unknownKeys(selection, keys).slice(0, MOST_KEYS);
  const asked = unknown.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when other rows are unknown
  useEffect(() => {
    if (unknown.length === 0) return;
    const stop = new AbortController();
    api
      .countSelection({ selection: toSelection(upToLastRange(selection), query.filter), keys: unknown }, stop)
      .then(({ selected }) => learnRows(selection, unknown, selected))
      // The count, which is asked for too, says why.
      .catch(() => undefined);
    return () => stop.abort();
  }, [asked, lastRange(selection)]);
}
