import type { AnchorInput } from "@pomona/contract/anchors";
import type { Row } from "@pomona/contract/rows";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { filterText, joinParts } from "../catalog/filter-parts.ts";
import { writeFunctionRange } from "../catalog/filter-ranges.ts";
import { anchorsOf, toAnchorInput } from "../catalog/search-params.ts";
import { NOTHING_SELECTED } from "../catalog/selection.ts";
import { suggestedSpace } from "../catalog/suggested-space.ts";
import { useCatalog } from "../catalog/use-catalog-state.ts";
import { copy } from "../copy.ts";
import { BatchDialog } from "../features/batches/batch-dialog.tsx";
import { SaveFunctionDialog } from "../features/functions/save-function-dialog.tsx";
import { DeleteDialog } from "../features/selection/delete-dialog.tsx";
import { EditDialog } from "../features/selection/edit-dialog.tsx";
import { EditStatus } from "../features/selection/edit-status.tsx";
import { exportRows } from "../features/selection/export-rows.ts";
import { SelectionBar } from "../features/selection/selection-bar.tsx";
import { ProposeFunctions } from "./propose-functions.tsx";
import { FUNCTION_ANCHOR_LIMIT, useNamedKeys, useSelectedRegion } from "./use-named-keys.ts";

export type Asked = "function-from-selection" | "function-from-search" | "propose" | "edit" | "batch" | "delete";

/** More anchors than this do not fit into an address. */
const SEARCH_ANCHOR_LIMIT = 100;

interface CatalogActionsProps {
  asked: Asked | null;
  setAsked: (asked: Asked | null) => void;
  /** Rows that are loaded, to see which spaces they are in. */
  rows: readonly Row[];
  /** Rows selected; undefined until they are counted. */
  count: number | undefined;
}

/** The bar of the selection, what became of the last edit, and the dialogs that the actions open. */
export function CatalogActions({ asked, setAsked, rows, count }: CatalogActionsProps) {
  const { search, query, parts, space, spaces, setSelection, showSimilar, serverSelection, isSimilar, patchSearch } =
    useCatalog();
  const navigate = useNavigate();
  const [keys, setKeys] = useState<readonly string[]>([]);
  /** Of the map that the keys were chosen on. */
  const [keysSpace, setKeysSpace] = useState<string | undefined>();
  const named = useNamedKeys(count);
  const region = useSelectedRegion();
  const close = (): void => setAsked(null);
  const hintFor = (limit: number): string | undefined =>
    spaces.length === 0
      ? copy.noSpacesYet
      : count === undefined || count === 0 || (count > limit && region === null)
        ? copy.tooManyAnchors(limit)
        : undefined;
  const fitting = (of: readonly string[]) =>
    suggestedSpace(
      spaces,
      rows.filter((row) => of.includes(row.key)),
    )?.name;
  const addToSearch = (sign: "+" | "-"): void =>
    named.ask(SEARCH_ANCHOR_LIMIT, (found) => {
      showSimilar(
        found.map((value) => ({ sign, kind: "row", value })),
        { isAdding: isSimilar, space: isSimilar ? space?.name : (region?.space ?? fitting(found)) },
      );
      setSelection(NOTHING_SELECTED);
    });
  const anchors: AnchorInput[] =
    asked === "function-from-search" ? anchorsOf(search).map(toAnchorInput) : keys.map((key) => ({ key, sign: "+" }));
  return (
    <div className="pointer-events-none absolute inset-x-2 bottom-3 z-20 @container">
      <EditStatus />
      <SelectionBar
        count={count}
        searchHint={hintFor(SEARCH_ANCHOR_LIMIT)}
        functionHint={hintFor(FUNCTION_ANCHOR_LIMIT)}
        onSimilar={() => addToSearch("+")}
        onUnlike={() => addToSearch("-")}
        onFilter={region?.filterToIt}
        onSaveFunction={() =>
          named.ask(FUNCTION_ANCHOR_LIMIT, (found) => {
            setKeys(found);
            setKeysSpace(region?.space);
            setAsked("function-from-selection");
          })
        }
        onPropose={() => setAsked("propose")}
        onEdit={() => setAsked("edit")}
        onBatch={() => setAsked("batch")}
        onExport={(format) => void exportRows(serverSelection(), query.sort ? { sort: query.sort } : {}, format)}
        onDelete={() => setAsked("delete")}
      />
      {asked === "function-from-selection" || asked === "function-from-search" ? (
        <SaveFunctionDialog
          anchors={anchors}
          spaces={spaces}
          space={asked === "function-from-search" || isSimilar ? space?.name : (keysSpace ?? fitting(keys))}
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
      {asked === "propose" && count !== undefined ? <ProposeFunctions count={count} onClose={close} /> : null}
      {asked === "edit" && count !== undefined ? <EditDialog count={count} onClose={close} /> : null}
      {asked === "batch" && count !== undefined ? (
        <BatchDialog
          selection={serverSelection()}
          sort={query.sort}
          count={count}
          onClose={close}
          onShow={() => void navigate({ to: "/batches" })}
        />
      ) : null}
      {asked === "delete" && count !== undefined ? <DeleteDialog count={count} onClose={close} /> : null}
    </div>
  );
}
