import type { Filter } from "@pomona/contract/filter";
import type { Problem } from "@pomona/contract/problems";
import type { Space } from "@pomona/contract/spaces";
import { textAsked } from "@pomona/contract/text-asked";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { createContext, useCallback, useContext, useEffect, useMemo } from "react";
import { spacesQuery } from "../api/queries.ts";
import { type CatalogQuery, catalogQuery, similarityParts } from "./catalog-query.ts";
import { filterText, joinParts, partsOf, readFilter } from "./filter-parts.ts";
import { noteFilter } from "./last-filter.ts";
import { addAnchors, type CatalogAnchor, type CatalogSearch, withoutEmpty } from "./search-params.ts";
import { type RowSelection, toSelection } from "./selection.ts";
import { suggestedSpace } from "./suggested-space.ts";
import { useFilterHistory } from "./use-filter-history.ts";
import { useMetadataNames } from "./use-metadata-names.ts";
import { type LearnRows, useSelection } from "./use-selection.ts";

export type SearchPatch = { [K in keyof CatalogSearch]?: CatalogSearch[K] | undefined };

/** Everything that the parts of the catalog share; it lives in the address, except for the picked keys. */
export interface CatalogState {
  search: CatalogSearch;
  /** Filter of the panel, without what similarity mode adds. */
  filter: Filter;
  parts: Filter[];
  /** What similarity mode adds to the parts. */
  addedParts: Filter[];
  /** Why the filter text of the address cannot be read. */
  problem: Problem | undefined;
  /** Filter and order that the grid shows. */
  query: CatalogQuery;
  /** Space of the similarity search; undefined while spaces load, or when there is none. */
  space: Space | undefined;
  spaces: readonly Space[];
  isSimilar: boolean;
  metadata: readonly string[];
  /** Words that the filter asks for in texts; the passages that have them are shown. */
  words: readonly string[];
  selection: RowSelection;
  setSelection: (selection: RowSelection) => void;
  learnRows: LearnRows;
  setParts: (parts: readonly Filter[]) => void;
  setFilter: (filter: Filter) => void;
  /** Takes the last change of the filter back; null where there is none. */
  undoFilter: (() => void) | null;
  redoFilter: (() => void) | null;
  patchSearch: (patch: SearchPatch, isReplacing?: boolean) => void;
  /** Starts or extends a similarity search. */
  showSimilar: (
    anchors: readonly CatalogAnchor[],
    options?: { space?: string | undefined; isAdding?: boolean },
  ) => void;
  serverSelection: () => ReturnType<typeof toSelection>;
}

const route = getRouteApi("/");
/** What a filter that cannot be read selects: were it every row, "select all" would take them all. */
const NO_ROW: Filter = { or: [] };
/** Changes of these change which rows "all in the filter" means, so that selection ends. */
const FILTERING: readonly (keyof CatalogSearch)[] = ["where", "min", "hideAnchors", "like", "space", "combine"];

export function useCatalogState(): CatalogState {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const spaces = useQuery(spacesQuery).data;
  const metadata = useMetadataNames();
  const { filter, problem } = useMemo(() => readFilter(search.where, metadata), [search.where, metadata]);
  useEffect(() => {
    if (!problem) noteFilter(search.where);
  }, [search.where, problem]);
  const parts = useMemo(() => partsOf(filter), [filter]);
  const space = spaces && (spaces.find((one) => one.name === search.space) ?? suggestedSpace(spaces));
  const spaceName = search.space ?? space?.name;
  const addedParts = useMemo(() => similarityParts(search, spaceName), [search, spaceName]);
  // The same query stays the same object when only the open row or the selection has changed.
  const queryText = JSON.stringify(catalogQuery(search, problem ? NO_ROW : filter, spaceName));
  const query = useMemo(() => JSON.parse(queryText) as CatalogQuery, [queryText]);

  const words = useMemo(() => textAsked(query.filter), [query]);
  const patchSearch = useCallback(
    (patch: SearchPatch, isReplacing = false) => {
      const ending = FILTERING.some((name) => name in patch) && !("selected" in patch) ? { selected: undefined } : {};
      void navigate({ search: (before) => withoutEmpty({ ...before, ...ending, ...patch }), replace: isReplacing });
    },
    [navigate],
  );
  const setFilter = useCallback((next: Filter) => patchSearch({ where: filterText(next) }), [patchSearch]);
  const setParts = useCallback((next: readonly Filter[]) => setFilter(joinParts(next)), [setFilter]);
  const history = useFilterHistory(search.where, patchSearch);
  const showSimilar = useCallback<CatalogState["showSimilar"]>(
    (anchors, options = {}) => {
      const like = addAnchors(options.isAdding ? (search.like ?? []) : [], anchors);
      patchSearch({
        like,
        space: options.space ?? search.space ?? space?.name,
        row: undefined,
        ...(options.isAdding ? {} : { min: undefined }),
      });
    },
    [patchSearch, search.like, search.space, space?.name],
  );
  const { selection, setSelection, learnRows } = useSelection(
    JSON.stringify(query.filter),
    search.selected === "all",
    (isAll) => patchSearch({ selected: isAll ? "all" : undefined }, true),
  );
  const serverSelection = useCallback(() => toSelection(selection, query.filter), [selection, query.filter]);
  return {
    search,
    filter,
    parts,
    addedParts,
    problem,
    query,
    space,
    spaces: spaces ?? [],
    isSimilar: query.sort !== undefined && "similarity" in query.sort,
    metadata,
    words,
    selection,
    setSelection,
    learnRows,
    setParts,
    setFilter,
    undoFilter: history.undo,
    redoFilter: history.redo,
    patchSearch,
    showSimilar,
    serverSelection,
  };
}

export const CatalogContext = createContext<CatalogState | null>(null);

export function useCatalog(): CatalogState {
  const state = useContext(CatalogContext);
  if (!state) throw new Error("The catalog's state is missing above this component.");
  return state;
}
