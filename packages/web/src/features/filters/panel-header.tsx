import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";

/** The name of the panel, undo and redo, and what clears the filter. */
export function PanelHeader() {
  const { search, setParts, undoFilter, redoFilter } = useCatalog();
  return (
    <div className="sticky top-0 z-10 flex h-11 shrink-0 items-center border-line border-b bg-canvas pr-2 pl-4">
      <h2 className="m-0 mr-auto font-semibold text-sm">{copy.filters}</h2>
      <IconButton
        icon="undo"
        size={14}
        className="size-7"
        label={copy.undoFilter}
        disabled={!undoFilter}
        onClick={() => undoFilter?.()}
      />
      <IconButton
        icon="redo"
        size={14}
        className="size-7"
        label={copy.redoFilter}
        disabled={!redoFilter}
        onClick={() => redoFilter?.()}
      />
      <Button look="quiet" className="h-7 text-xs" disabled={search.where === undefined} onClick={() => setParts([])}>
        {copy.clearAll}
      </Button>
    </div>
  );
}
