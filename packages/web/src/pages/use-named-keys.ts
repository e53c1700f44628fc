import type { Filter } from "@pomona/contract/filter";
import { conditionsOf } from "@pomona/contract/filter-tree";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";
import { projectionsQuery } from "../api/projection-queries.ts";
import { sampleRows } from "../api/sample-rows.ts";
import { hasFilters, hasRanges, NOTHING_SELECTED } from "../catalog/selection.ts";
import { selectionFilter } from "../catalog/selection-filter.ts";
import { useCatalog } from "../catalog/use-catalog-state.ts";
import { copy } from "../copy.ts";
import { formatCount } from "../ui/format.ts";
import { showMessage, showProblem } from "../ui/toast.tsx";

export const FUNCTION_ANCHOR_LIMIT = 10_000;
/** Of a region with more rows than can be examples, so many at random are. */
const SAMPLE_ROWS = 50;

interface SelectedRegion {
  /** What is selected, as a filter. */
  filter: Filter;
  filterToIt: () => void;
  /** Of the map that the region is on. */
  space: string | undefined;
}

/** What is selected where regions of a map are part of it and a filter can say all of it; null otherwise. */
export function useSelectedRegion(): SelectedRegion | null {
  const { selection, setSelection, query, setFilter } = useCatalog();
  const projections = useQuery(projectionsQuery).data;
  const filter = hasFilters(selection) ? selectionFilter(selection, query.filter) : null;
  if (filter === null) return null;
  const names = [...conditionsOf(filter)].flatMap((one) => ("region" in one ? [one.region.projection] : []));
  return {
    filter,
    filterToIt: () => {
      setFilter(filter);
      setSelection(NOTHING_SELECTED);
    },
    space: projections?.find(({ name }) => name === names[0])?.space,
  };
}

/**
 * Gives the keys of the selected rows: those that were picked, or, where it is a predicate, as the server names them. Of a
 * region with more rows than `limit`, some at random. `count`: rows selected.
 */
export function useNamedKeys(count: number | undefined) {
  const { selection, serverSelection } = useCatalog();
  const region = useSelectedRegion();
  const asking = useMutation({
    mutationFn: async (limit: number): Promise<readonly string[]> => {
      if (region === null || count === undefined || count <= limit)
        return (await api.countSelection({ selection: serverSelection(), first: FUNCTION_ANCHOR_LIMIT })).first;
      const keys = await sampleRows(region.filter, { space: region.space, count: SAMPLE_ROWS });
      showMessage(copy.sampledRows(formatCount(keys.length), formatCount(count)));
      return keys;
    },
    onError: showProblem,
  });
  return {
    ask: (limit: number, use: (keys: readonly string[]) => void): void => {
      if (selection.mode === "some" && !hasRanges(selection)) use([...selection.include]);
      else if (!asking.isPending) asking.mutate(limit, { onSuccess: use });
    },
  };
}
