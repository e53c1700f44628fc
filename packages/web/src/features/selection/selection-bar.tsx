import type { ExportRequest } from "@pomona/contract/projects";
import { isEmptySelection, NOTHING_SELECTED, selectedCount } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { Menu } from "../../ui/menu.tsx";

interface SelectionActions {
  onSimilar: () => void;
  onSaveFunction: () => void;
  onBatch: () => void;
  onExport: (format: NonNullable<ExportRequest["format"]>) => void;
  onDelete: () => void;
}

interface SelectionBarProps extends SelectionActions {
  total: number;
  /** Anchors are single rows; a selection of everything has none to name. */
  canAnchor: boolean;
  anchorHint: string | undefined;
}

/** What can be done with the selected rows, and how many they are. */
export function SelectionBar({
  total,
  canAnchor,
  anchorHint,
  onSimilar,
  onSaveFunction,
  onBatch,
  onExport,
  onDelete,
}: SelectionBarProps) {
  const { selection, setSelection, isSimilar } = useCatalog();
  if (isEmptySelection(selection)) return null;
  const count = selectedCount(selection, total);
  return (
    <section
      aria-label={copy.selection}
      className="absolute inset-x-2 bottom-3 z-20 mx-auto flex w-fit max-w-[calc(100%-1rem)] items-center gap-1 overflow-x-auto rounded-xl border border-line bg-raised p-1.5 shadow-float"
    >
      <p role="status" className="m-0 shrink-0 px-2 font-medium whitespace-nowrap">
        {copy.selectedCount(formatCount(count))}
        {selection.exclude.size > 0 ? (
          <span className="text-ink-mute"> {copy.exceptions(formatCount(selection.exclude.size))}</span>
        ) : null}
      </p>
      <Button look="accent" icon="similar" disabled={!canAnchor} title={anchorHint} onClick={onSimilar}>
        {isSimilar ? copy.addToSearch : copy.viewSimilar}
      </Button>
      <Button look="quiet" icon="function" disabled={!canAnchor} title={anchorHint} onClick={onSaveFunction}>
        {copy.saveAsFunction}
      </Button>
      <Button look="quiet" icon="batch" onClick={onBatch}>
        {copy.addToBatch}
      </Button>
      <Menu
        trigger={
          <Button look="quiet" icon="download">
            {copy.exportRows}
          </Button>
        }
        items={[
          { label: "NDJSON", hint: copy.exportHints.ndjson, run: () => onExport("ndjson") },
          { label: "CSV", hint: copy.exportHints.csv, run: () => onExport("csv") },
          { label: "Parquet", hint: copy.exportHints.parquet, run: () => onExport("parquet") },
        ]}
      />
      <IconButton icon="trash" label={copy.deleteRows} onClick={onDelete} />
      <span aria-hidden="true" className="mx-0.5 h-5 w-px shrink-0 bg-line" />
      <IconButton icon="close" label={copy.clearSelection} onClick={() => setSelection(NOTHING_SELECTED)} />
    </section>
  );
}
