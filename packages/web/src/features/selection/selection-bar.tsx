import type { ExportRequest } from "@pomona/contract/projects";
import { isEmptySelection, NOTHING_SELECTED, selectedCount } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { Menu, type MenuItem } from "../../ui/menu.tsx";

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

/** Where all actions do not fit beside each other, the count gets a line of its own and the rarer actions a menu. */
const WIDE = "@max-3xl:hidden";
const NARROW = "@3xl:hidden";
const NARROW_LINE = "@max-3xl:w-full";

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
  const exports: MenuItem[] = [
    { label: "NDJSON", hint: copy.exportHints.ndjson, run: () => onExport("ndjson") },
    { label: "CSV", hint: copy.exportHints.csv, run: () => onExport("csv") },
    { label: "Parquet", hint: copy.exportHints.parquet, run: () => onExport("parquet") },
  ];
  const more: MenuItem[] = [
    { label: copy.saveAsFunction, run: onSaveFunction, isDisabled: !canAnchor },
    ...exports.map((item) => ({ ...item, label: copy.exportAs(item.label) })),
    { label: copy.deleteRows, run: onDelete },
  ];
  return (
    <div className="pointer-events-none absolute inset-x-2 bottom-3 z-20 @container">
      <section
        aria-label={copy.selection}
        className="pointer-events-auto mx-auto flex w-fit max-w-full flex-wrap items-center gap-1 rounded-xl border border-line bg-raised p-1.5 shadow-float"
      >
        <div className={`flex items-center ${NARROW_LINE}`}>
          <IconButton icon="close" label={copy.clearSelection} onClick={() => setSelection(NOTHING_SELECTED)} />
          <p role="status" className="m-0 px-1.5 font-medium whitespace-nowrap">
            {copy.selectedCount(formatCount(count))}
            {selection.exclude.size > 0 ? (
              <span className="text-ink-mute"> {copy.exceptions(formatCount(selection.exclude.size))}</span>
            ) : null}
          </p>
        </div>
        <span aria-hidden="true" className={`mx-0.5 h-5 w-px bg-line ${WIDE}`} />
        <Button look="accent" icon="similar" disabled={!canAnchor} title={anchorHint} onClick={onSimilar}>
          {isSimilar ? copy.addToSearch : copy.viewSimilar}
        </Button>
        <Button
          look="quiet"
          icon="function"
          className={WIDE}
          disabled={!canAnchor}
          title={anchorHint}
          onClick={onSaveFunction}
        >
          {copy.saveAsFunction}
        </Button>
        <Button look="quiet" icon="batch" onClick={onBatch}>
          {copy.addToBatch}
        </Button>
        <Menu
          trigger={
            <Button look="quiet" icon="download" className={WIDE}>
              {copy.exportRows}
            </Button>
          }
          items={exports}
        />
        <IconButton icon="trash" label={copy.deleteRows} className={WIDE} onClick={onDelete} />
        <Menu
          trigger={<IconButton icon="more" label={copy.moreActions} className={`ml-auto ${NARROW}`} />}
          items={more}
        />
      </section>
    </div>
  );
}
