import type { AnchorInput } from "@pomona/contract/anchors";
import type { Row } from "@pomona/contract/rows";
import { useNavigate } from "@tanstack/react-router";
import { filterText, joinParts } from "../catalog/filter-parts.ts";
import { writeFunctionRange } from "../catalog/filter-ranges.ts";
import { anchorsOf, toAnchorInput } from "../catalog/search-params.ts";
import { NOTHING_SELECTED, type RowSelection } from "../catalog/selection.ts";
import { suggestedSpace } from "../catalog/suggested-space.ts";
import { useCatalog } from "../catalog/use-catalog-state.ts";
import { copy } from "../copy.ts";
import { BatchDialog } from "../features/batches/batch-dialog.tsx";
import { SaveFunctionDialog } from "../features/functions/save-function-dialog.tsx";
import { DeleteDialog } from "../features/selection/delete-dialog.tsx";
import { exportRows } from "../features/selection/export-rows.ts";
import { SelectionBar } from "../features/selection/selection-bar.tsx";

export type Asked = "function-from-selection" | "function-from-search" | "batch" | "delete";

/** More anchors than this do not fit into an address; a function takes up to 10,000. */
const SEARCH_ANCHOR_LIMIT = 100;

interface CatalogActionsProps {
  asked: Asked | null;
  setAsked: (asked: Asked | null) => void;
  rows: readonly Row[];
  total: number;
  count: number;
}

/** The bar of the selection, and the dialogs that its actions open. */
export function CatalogActions({ asked, setAsked, rows, total, count }: CatalogActionsProps) {
  const {
    search,
    query,
    parts,
    space,
    spaces,
    selection,
    setSelection,
    showSimilar,
    serverSelection,
    isSimilar,
    patchSearch,
  } = useCatalog();
  const navigate = useNavigate();
  const keys = anchorKeys(selection, rows, total);
  const close = (): void => setAsked(null);
  const hint = keys === null ? copy.tooManyAnchors : spaces.length === 0 ? copy.noSpacesYet : undefined;
  const known = rows.filter((row) => keys?.includes(row.key));
  const fitting = suggestedSpace(spaces, known)?.name;
  const anchors: AnchorInput[] =
    asked === "function-from-search"
      ? anchorsOf(search).map(toAnchorInput)
      : (keys ?? []).map((key) => ({ key, sign: "+" }));
  return (
    <>
      <SelectionBar
        total={total}
        canAnchor={keys !== null && spaces.length > 0}
        anchorHint={hint}
        onSimilar={() => {
          showSimilar(
            (keys ?? []).map((value) => ({ sign: "+", kind: "row", value })),
            { isAdding: isSimilar, space: isSimilar ? space?.name : fitting },
          );
          setSelection(NOTHING_SELECTED);
        }}
        onSaveFunction={() => setAsked("function-from-selection")}
        onBatch={() => setAsked("batch")}
        onExport={(format) => void exportRows(serverSelection(), query.sort ? { sort: query.sort } : {}, format)}
        onDelete={() => setAsked("delete")}
      />
      {asked === "function-from-selection" || asked === "function-from-search" ? (
        <SaveFunctionDialog
          anchors={anchors}
          spaces={spaces}
          space={asked === "function-from-search" || isSimilar ? space?.name : fitting}
          combine={search.combine ?? "nearest"}
          threshold={search.min}
          onClose={close}
          onSaved={(name, threshold) => {
            close();
            setSelection(NOTHING_SELECTED);
            patchSearch({
              like: undefined,
              space: undefined,
              combine: undefined,
              min: undefined,
              hideAnchors: undefined,
              selected: undefined,
              sort: `-function:${name}`,
              where: filterText(joinParts(writeFunctionRange(parts, name, { low: threshold }))),
            });
          }}
        />
      ) : null}
      {asked === "batch" ? (
        <BatchDialog
          selection={serverSelection()}
          sort={query.sort}
          count={count}
          onClose={close}
          onShow={() => void navigate({ to: "/batches" })}
        />
      ) : null}
      {asked === "delete" ? <DeleteDialog count={count} onClose={close} /> : null}
    </>
  );
}

/** Keys of the selected rows, or null when they are too many to be named, or not all loaded. */
function anchorKeys(selection: RowSelection, rows: readonly Row[], total: number): string[] | null {
  if (selection.mode === "some") return selection.include.size <= SEARCH_ANCHOR_LIMIT ? [...selection.include] : null;
  if (rows.length < total || total - selection.exclude.size > SEARCH_ANCHOR_LIMIT) return null;
  return rows.flatMap((row) => (selection.exclude.has(row.key) ? [] : [row.key]));
}
