import { isProblem } from "@pomona/contract/problems";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { functionsQuery } from "../api/queries.ts";
import { useOpenImport } from "../app/import-context.ts";
import { partsOf } from "../catalog/filter-parts.ts";
import { refusalInText } from "../catalog/filter-refusal.ts";
import { useCatalog } from "../catalog/use-catalog-state.ts";
import { useRowPages } from "../catalog/use-row-pages.ts";
import { useKnownRows, useSelectedCount } from "../catalog/use-selected-count.ts";
import { useUndoKeys } from "../catalog/use-undo-keys.ts";
import { copy } from "../copy.ts";
import { GridControls, useGridLook } from "../features/catalog-grid/grid-controls.tsx";
import { ResultLine } from "../features/catalog-grid/result-line.tsx";
import { scoresOf } from "../features/catalog-grid/table-columns.ts";
import { useTableColumns } from "../features/catalog-grid/use-table-columns.ts";
import type { ViewHandle } from "../features/catalog-grid/view-handle.ts";
import { FilterChips } from "../features/filters/filter-chips.tsx";
import { FilterPanel } from "../features/filters/filter-panel.tsx";
import { FilterTextField } from "../features/filters/filter-text-field.tsx";
import { IncompleteScores } from "../features/filters/incomplete-scores.tsx";
import { EmptyCatalog } from "../features/imports/empty-catalog.tsx";
import { RowDialog } from "../features/row-detail/row-dialog.tsx";
import { RecentEdits } from "../features/selection/recent-edits.tsx";
import { PictureDrop } from "../features/similarity/picture-drop.tsx";
import { SimilarityTray } from "../features/similarity/similarity-tray.tsx";
import { TextSearch } from "../features/similarity/text-search.tsx";
import { SliceSection } from "../features/slices/slice-section.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { type Asked, CatalogActions } from "./catalog-actions.tsx";
import { CatalogResult } from "./catalog-result.tsx";
import { FilterSide } from "./filter-side.tsx";

/** What is at fault are the examples, not the filter, which is written above them. */
const SEARCH_PROBLEMS: ReadonlySet<string> = new Set([
  "anchor-unusable",
  "no-positive-anchor",
  "space-empty",
  "not-found",
]);

/** The catalog: filters at the left, rows at the right, and what to do with the selected ones below. */
export function Catalog() {
  const { search, query, parts, problem, undoFilter, redoFilter } = useCatalog();
  const openImport = useOpenImport();
  const scoredBy = useScoredBy();
  const columns = useTableColumns();
  const scores = useMemo(
    () => (search.view === "table" ? scoresOf([...columns.shown.map(({ id }) => id), ...named(scoredBy)]) : undefined),
    [search.view, columns.shown, scoredBy],
  );
  const pages = useRowPages(query, scores);
  const view = useRef<ViewHandle>(null);
  const isOfSearch = isProblem(pages.error) && SEARCH_PROBLEMS.has(pages.error.code);
  const refusal = pages.error && refusalInText(pages.error, query.filter, search.where ?? "");
  const look = useGridLook();
  const [isPanelOpen, setIsPanelOpen] = useState(() => window.innerWidth >= 900);
  const [asked, setAsked] = useState<Asked | null>(null);
  // What lies over the catalog has its own undo, or none.
  const isCovered = search.row !== undefined || asked !== null;
  useUndoKeys(isCovered ? null : undoFilter, isCovered ? null : redoFilter);
  const isEmptyCatalog =
    pages.isSuccess && !pages.isPlaceholderData && pages.total === 0 && parts.length === 0 && !search.like && !problem;
  useKnownRows(useMemo(() => pages.loaded.map((row) => row.key), [pages.loaded]));
  const count = useSelectedCount(pages.total);
  const hasTray = (search.like?.length ?? 0) > 0;
  return (
    <div className="relative flex min-h-0 flex-1">
      <h1 className="sr-only">{copy.catalog}</h1>
      <FilterSide isOpen={isPanelOpen && !isEmptyCatalog} onClose={() => setIsPanelOpen(false)}>
        <FilterPanel above={<SliceSection />} />
      </FilterSide>
      <div className="relative flex min-w-0 flex-1 flex-col">
        <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2 max-sm:gap-x-1">
          <IconButton
            icon="filter"
            label={isPanelOpen ? copy.hideFilters : copy.showFilters}
            isPressed={isPanelOpen}
            onClick={() => setIsPanelOpen(!isPanelOpen)}
          />
          <FilterTextField refusal={isOfSearch ? null : refusal} />
          <TextSearch />
          <RecentEdits />
          <GridControls look={look} columns={columns} />
        </div>
        {hasTray ? <SimilarityTray onSaveFunction={() => setAsked("function-from-search")} /> : null}
        <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 px-4 pb-2">
          <ResultLine total={pages.total} isReady={pages.isSuccess} onGo={(position) => view.current?.goTo(position)} />
          <FilterChips />
        </div>
        <IncompleteScores />
        {pages.error && pages.loaded.length > 0 ? (
          <div
            role="alert"
            className="mx-4 mb-2 flex items-center gap-3 rounded-md bg-danger-wash px-3 py-1.5 text-danger"
          >
            <span className="min-w-0 flex-1 truncate">{copy.someRowsMissing(pages.error.message)}</span>
            <Button onClick={pages.retry}>{copy.tryAgain}</Button>
          </div>
        ) : null}
        {isEmptyCatalog ? (
          <EmptyCatalog onImport={openImport} />
        ) : (
          <CatalogResult
            pages={pages}
            look={look}
            columns={columns}
            scoredBy={scoredBy}
            reason={refusal?.message}
            handle={view}
          />
        )}
        <PictureDrop />
        <CatalogActions asked={asked} setAsked={setAsked} rows={pages.loaded} count={count} />
      </div>
      {search.row === undefined ? null : (
        <RowDialog rowKey={search.row} pages={pages} onClosed={(position) => view.current?.goTo(position)} />
      )}
    </div>
  );
}

const named = (functionName: string | undefined): string[] =>
  functionName === undefined ? [] : [`function:${functionName}`];

/** The function whose scores the tiles show: the one that orders the rows, or the only one in the filter. */
function useScoredBy(): string | undefined {
  const { query } = useCatalog();
  const functions = useQuery(functionsQuery).data;
  if (query.sort && "function" in query.sort) return query.sort.function;
  const named = new Set(partsOf(query.filter).flatMap((part) => ("function" in part ? [part.function] : [])));
  const [only] = named;
  return named.size === 1 && functions?.some((one) => one.name === only) ? only : undefined;
}
