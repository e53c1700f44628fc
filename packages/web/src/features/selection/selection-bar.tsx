import type { ExportRequest } from "@pomona/contract/projects";
import { isEmptySelection, NOTHING_SELECTED } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { formatCount } from "../../ui/format.ts";
import { Menu, type MenuItem } from "../../ui/menu.tsx";

interface SelectionActions {
  /** Filters to what is selected; absent where no filter can say it shortly. */
  onFilter: (() => void) | undefined;
  onSimilar: () => void;
  /** Adds them to the search that is shown, as counter-examples. */
  onUnlike: () => void;
  onSaveFunction: () => void;
  /** Asks for functions that say what the rows have in common. */
  onPropose: () => void;
  onEdit: () => void;
  onBatch: () => void;
  onExport: (format: NonNullable<ExportRequest["format"]>) => void;
  onDelete: () => void;
}

interface SelectionBarProps extends SelectionActions {
  /** Rows selected; undefined until they are counted. */
  count: number | undefined;
  /** Why the rows cannot be searched by; undefined when they can. */
  searchHint: string | undefined;
  /** Why no function can be made of them. */
  functionHint: string | undefined;
}

/** Where all actions do not fit beside each other, the count gets a line of its own and the rarer actions a menu. */
const WIDE = "@max-3xl:hidden";
const NARROW = "@3xl:hidden";
const NARROW_LINE = "@max-3xl:w-full";

/** What can be done with the selected rows, and how many they are. */
export function SelectionBar({
  count,
  searchHint,
  functionHint,
  onFilter,
  onSimilar,
  onUnlike,
  onSaveFunction,
  onPropose,
  onEdit,
  onBatch,
  onExport,
  onDelete,
}: SelectionBarProps) {
  const { selection, setSelection, isSimilar } = useCatalog();
  if (isEmptySelection(selection)) return null;
  const isCounted = count !== undefined;
  const exports: MenuItem[] = [
    { label: "NDJSON", hint: copy.exportHints.ndjson, run: () => onExport("ndjson") },
    { label: "CSV", hint: copy.exportHints.csv, run: () => onExport("csv") },
    { label: "Parquet", hint: copy.exportHints.parquet, run: () => onExport("parquet") },
  ];
  const propose: MenuItem = { label: copy.proposal.action, run: onPropose, isDisabled: !isCounted || count === 0 };
  const more: MenuItem[] = [
    ...(onFilter ? [{ label: copy.filterToSelection, run: onFilter }] : []),
    ...(isSimilar ? [{ label: copy.addNegative, run: onUnlike, isDisabled: searchHint !== undefined }] : []),
    { label: copy.saveAsFunction, run: onSaveFunction, isDisabled: functionHint !== undefined },
    propose,
    { label: copy.addToBatch, run: onBatch, isDisabled: !isCounted },
    ...exports.map((item) => ({ ...item, label: copy.exportAs(item.label) })),
    { label: copy.deleteRows, run: onDelete, isDisabled: !isCounted },
  ];
  return (
    <section
      aria-label={copy.selection}
      className="pointer-events-auto mx-auto flex w-fit max-w-full flex-wrap items-center gap-1 rounded-xl border border-line bg-raised p-1.5 shadow-float"
    >
      <div className={`flex items-center ${NARROW_LINE}`}>
        <IconButton icon="close" label={copy.clearSelection} onClick={() => setSelection(NOTHING_SELECTED)} />
        <p role="status" className="m-0 px-1.5 font-medium whitespace-nowrap">
          {copy.selectedCount(isCounted ? formatCount(count) : "…")}
          {selection.exclude.size > 0 ? (
            <span className="text-ink-mute"> {copy.exceptions(formatCount(selection.exclude.size))}</span>
          ) : null}
        </p>
      </div>
      <span aria-hidden="true" className={`mx-0.5 h-5 w-px bg-line ${WIDE}`} />
      <Button
        look="accent"
        icon={isSimilar ? "plus" : "similar"}
        disabled={searchHint !== undefined}
        title={searchHint}
        onClick={onSimilar}
      >
        {isSimilar ? copy.addPositive : copy.viewSimilar}
      </Button>
      {isSimilar ? (
        <Button
          look="quiet"
          icon="minus"
          className={WIDE}
          disabled={searchHint !== undefined}
          title={searchHint}
          onClick={onUnlike}
        >
          {copy.addNegative}
        </Button>
      ) : null}
      {onFilter ? (
        <Button look="quiet" icon="filter" className={WIDE} onClick={onFilter}>
          {copy.filterToSelection}
        </Button>
      ) : null}
      <Button
        look="quiet"
        icon="function"
        className={WIDE}
        disabled={functionHint !== undefined}
        title={functionHint}
        onClick={onSaveFunction}
      >
        {copy.saveAsFunction}
      </Button>
      <Button look="quiet" icon="edit" disabled={!isCounted} onClick={onEdit}>
        {copy.editRows}
      </Button>
      <Button look="quiet" icon="batch" className={WIDE} disabled={!isCounted} onClick={onBatch}>
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
      <IconButton icon="trash" label={copy.deleteRows} className={WIDE} disabled={!isCounted} onClick={onDelete} />
      <Menu trigger={<IconButton icon="more" label={copy.moreActions} className={WIDE} />} items={[propose]} />
      <Menu
        trigger={<IconButton icon="more" label={copy.moreActions} className={`ml-auto ${NARROW}`} />}
        items={more}
      />
    </section>
  );
}
