import { isProblem, problems } from "@pomona/contract/problems";
import { lazy, type ReactNode, type Ref, Suspense } from "react";
import { useCatalog } from "../catalog/use-catalog-state.ts";
import type { RowPages } from "../catalog/use-row-pages.ts";
import { copy } from "../copy.ts";
import type { useGridLook } from "../features/catalog-grid/grid-controls.tsx";
import { RowsView } from "../features/catalog-grid/rows-view.tsx";
import type { TableColumns } from "../features/catalog-grid/use-table-columns.ts";
import type { ViewHandle } from "../features/catalog-grid/view-handle.ts";
import { NoMatch } from "../features/filters/no-match.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

// Its renderer is fetched when a map is first opened.
const MapView = lazy(async () => ({ default: (await import("../features/map/map-view.tsx")).MapView }));

interface CatalogResultProps {
  pages: RowPages;
  look: ReturnType<typeof useGridLook>;
  columns: TableColumns;
  /** Function whose scores are shown. */
  scoredBy: string | undefined;
  /** Why there are no rows, in the words of the filter text. */
  reason: string | undefined;
  handle: Ref<ViewHandle>;
}

/** What the filter gives: rows, a map, both beside each other, or why there is nothing. */
export function CatalogResult(props: CatalogResultProps) {
  const { view } = useCatalog().search;
  if (view !== "map" && view !== "split") return <Rows {...props} />;
  const map = (
    <Suspense fallback={<div role="status" aria-label={copy.mapLoading} className="skeleton m-4 flex-1 rounded-xl" />}>
      <MapView />
    </Suspense>
  );
  if (view === "map") return <OrTrouble {...props}>{map}</OrTrouble>;
  return (
    <div className="flex min-h-0 flex-1 flex-col-reverse md:flex-row">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Rows {...props} />
      </div>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col border-line md:border-l">{map}</div>
    </div>
  );
}

function Rows(props: CatalogResultProps) {
  const { pages, look, columns, scoredBy, handle } = props;
  return (
    <OrTrouble {...props}>
      {pages.isSuccess && pages.total === 0 ? (
        <NoMatch />
      ) : (
        <RowsView pages={pages} look={look} columns={columns} scoredBy={scoredBy} handle={handle} />
      )}
    </OrTrouble>
  );
}

/** What is inside, or why the filter has no answer. */
function OrTrouble({ pages, reason, children }: CatalogResultProps & { children: ReactNode }) {
  const { problem, search, patchSearch } = useCatalog();
  if (problem)
    return (
      <EmptyState icon="filter" title={copy.filterUnreadable}>
        {problem.message}
      </EmptyState>
    );
  if (!pages.error || pages.loaded.length > 0) return children;
  const isOrderGone = search.sort !== undefined && isProblem(pages.error) && problems[pages.error.code].status === 404;
  return (
    <EmptyState
      icon="warning"
      title={copy.noAnswer}
      actions={
        <>
          <Button onClick={pages.retry}>{copy.tryAgain}</Button>
          {isOrderGone ? <Button onClick={() => patchSearch({ sort: undefined })}>{copy.arrival}</Button> : null}
        </>
      }
    >
      {reason}
    </EmptyState>
  );
}
