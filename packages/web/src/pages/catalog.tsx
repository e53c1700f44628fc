import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { functionsQuery } from "../api/queries.ts";
import { useOpenImport } from "../app/import-context.ts";
import { partsOf } from "../catalog/filter-parts.ts";
import { refusalInText } from "../catalog/filter-refusal.ts";
import { useCatalog } from "../catalog/use-catalog-state.ts";
import { useKnownRows, useSelectedCount } from "../catalog/use-selected-count.ts";
import { copy } from "../copy.ts";
import { Grid } from "../features/catalog-grid/grid.tsx";
import { GridControls, useGridLook } from "../features/catalog-grid/grid-controls.tsx";
import { ResultLine } from "../features/catalog-grid/result-line.tsx";
import { useGridPages } from "../features/catalog-grid/use-grid-pages.ts";
import { FilterChips } from "../features/filters/filter-chips.tsx";
import { FilterPanel } from "../features/filters/filter-panel.tsx";
import { FilterTextField } from "../features/filters/filter-text-field.tsx";
import { EmptyCatalog } from "../features/imports/empty-catalog.tsx";
import { RowDialog } from "../features/row-detail/row-dialog.tsx";
import { RecentEdits } from "../features/selection/recent-edits.tsx";
import { PictureDrop } from "../features/similarity/picture-drop.tsx";
import { SimilarityTray } from "../features/similarity/similarity-tray.tsx";
import { TextSearch } from "../features/similarity/text-search.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { type Asked, CatalogActions } from "./catalog-actions.tsx";
import { FilterSide } from "./filter-side.tsx";

/** The catalog: filters at the left, rows at the right, and what to do with the selected ones below. */
export function Catalog() {
  const { search, query, parts, problem, isSimilar, setParts } = useCatalog();
  const openImport = useOpenImport();
  const pages = useGridPages(query);
  const refusal = pages.error && refusalInText(pages.error, query.filter, search.where ?? "");
  const look = useGridLook();
  const [isPanelOpen, setIsPanelOpen] = useState(() => window.innerWidth >= 900);
  const [asked, setAsked] = useState<Asked | null>(null);
  const scoredBy = useScoredBy();
  const isEmptyCatalog =
    pages.isSuccess && !pages.isPlaceholderData && pages.total === 0 && parts.length === 0 && !search.like && !problem;
  useKnownRows(useMemo(() => pages.rows.map((row) => row.key), [pages.rows]));
  const count = useSelectedCount(pages.total);
  const hasTray = (search.like?.length ?? 0) > 0;
  return (
    <div className="relative flex min-h-0 flex-1">
      <h1 className="sr-only">{copy.catalog}</h1>
      <FilterSide isOpen={isPanelOpen && !isEmptyCatalog} onClose={() => setIsPanelOpen(false)}>
        <FilterPanel />
      </FilterSide>
      <div className="relative flex min-w-0 flex-1 flex-col">
        <div className="flex shrink-0 flex-wrap items-center gap-2 px-4 pt-3 pb-2">
          <IconButton
            icon="filter"
            label={isPanelOpen ? copy.hideFilters : copy.showFilters}
            isPressed={isPanelOpen}
            onClick={() => setIsPanelOpen(!isPanelOpen)}
          />
          <FilterTextField refusal={refusal} />
          <TextSearch />
          <RecentEdits />
          <GridControls look={look} />
        </div>
        {hasTray ? <SimilarityTray onSaveFunction={() => setAsked("function-from-search")} /> : null}
        <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 px-4 pb-2">
          <ResultLine total={pages.total} isReady={pages.isSuccess} />
          <FilterChips />
        </div>
        {isEmptyCatalog ? (
          <EmptyCatalog onImport={openImport} />
        ) : problem ? (
          <EmptyState icon="filter" title={copy.filterUnreadable}>
            {problem.message}
          </EmptyState>
        ) : pages.isError && pages.rows.length === 0 ? (
          <EmptyState
            icon="warning"
            title={copy.noAnswer}
            actions={<Button onClick={() => void pages.refetch()}>{copy.tryAgain}</Button>}
          >
            {refusal?.message}
          </EmptyState>
        ) : pages.isSuccess && pages.total === 0 ? (
          <EmptyState
            icon="search"
            title={copy.noMatch}
            actions={<Button onClick={() => setParts([])}>{copy.clearFilters}</Button>}
          >
            {isSimilar && search.min !== undefined ? copy.noMatchAbove : copy.noMatchHint}
          </EmptyState>
        ) : (
          <Grid pages={pages} tilePx={look.tilePx} isFitted={look.isFitted} scoredBy={scoredBy} />
        )}
        <PictureDrop />
        <CatalogActions asked={asked} setAsked={setAsked} rows={pages.rows} count={count} />
      </div>
      {search.row === undefined ? null : (
        <RowDialog rowKey={search.row} loaded={{ rows: pages.rows, total: pages.total }} />
      )}
    </div>
  );
}

/** The function whose scores the tiles show: the one that orders the rows, or the only one in the filter. */
function useScoredBy(): string | undefined {
  const { query } = useCatalog();
  const functions = useQuery(functionsQuery).data;
  if (query.sort && "function" in query.sort) return query.sort.function;
  const named = new Set(partsOf(query.filter).flatMap((part) => ("function" in part ? [part.function] : [])));
  const [only] = named;
  return named.size === 1 && functions?.some((one) => one.name === only) ? only : undefined;
}
