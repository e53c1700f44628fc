import type { Ref } from "react";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import type { RowPages } from "../../catalog/use-row-pages.ts";
import { Grid } from "./grid.tsx";
import type { useGridLook } from "./grid-controls.tsx";
import { ListView } from "./list-view.tsx";
import { TableView } from "./table-view.tsx";
import type { TableColumns } from "./use-table-columns.ts";
import type { ViewHandle } from "./view-handle.ts";

interface RowsViewProps {
  pages: RowPages;
  look: ReturnType<typeof useGridLook>;
  columns: TableColumns;
  /** Function whose scores are shown. */
  scoredBy: string | undefined;
  handle: Ref<ViewHandle>;
}

/** The rows of the result in the view that the address asks for. */
export function RowsView({ pages, look, columns, scoredBy, handle }: RowsViewProps) {
  const { view } = useCatalog().search;
  if (view === "table") return <TableView pages={pages} columns={columns} scoredBy={scoredBy} handle={handle} />;
  if (view === "list") return <ListView pages={pages} scoredBy={scoredBy} handle={handle} />;
  return <Grid pages={pages} tilePx={look.tilePx} isFitted={look.isFitted} scoredBy={scoredBy} handle={handle} />;
}
