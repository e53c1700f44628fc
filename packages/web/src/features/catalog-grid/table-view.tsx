import type { Row } from "@pomona/contract/rows";
import { memo, type Ref } from "react";
import { MarkedText } from "../../catalog/marked-text.tsx";
import { rowScore } from "../../catalog/row-title.ts";
import { isSelected } from "../../catalog/selection.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import type { RowPages } from "../../catalog/use-row-pages.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatScore } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { PlacePill } from "./place-pill.tsx";
import { SelectBox } from "./select-box.tsx";
import { StateMark } from "./state-mark.tsx";
import type { TableColumn } from "./table-columns.ts";
import { HeadCell } from "./table-head.tsx";
import { useLineView } from "./use-line-view.ts";
import type { TableColumns } from "./use-table-columns.ts";
import type { ViewHandle } from "./view-handle.ts";

const LINE_PX = 34;
const HEAD_PX = 34;
const KEY_PX = 280;
const KEY_NARROW_PX = 170;
const SCORE_PX = 84;

interface TableViewProps {
  pages: RowPages;
  columns: TableColumns;
  scoredBy: string | undefined;
  handle: Ref<ViewHandle>;
}

/** Rows as a table with the columns of the user's choice; the head and the key stay in view. */
export function TableView({ pages, columns, scoredBy, handle }: TableViewProps) {
  const view = useLineView({ pages, linePx: LINE_PX, headPx: HEAD_PX, handle });
  const { selection, isSimilar, words } = useCatalog();
  const keyPx = columns.widthOf("key", window.innerWidth < 640 ? KEY_NARROW_PX : KEY_PX);
  const hasScore = isSimilar || (scoredBy !== undefined && !columns.chosen.includes(`function:${scoredBy}`));
  const widths = columns.shown.map((column) => columns.widthOf(column.id, column.widthPx));
  const widthPx = keyPx + (hasScore ? SCORE_PX : 0) + widths.reduce((sum, width) => sum + width, 0);
  return (
    <div className="relative flex min-h-0 flex-1">
      <div ref={view.scroller} className="min-h-0 flex-1 overflow-auto overflow-y-scroll border-line border-t">
        {/* biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows */}
        <div
          ref={view.rowsElement}
          role="grid"
          tabIndex={-1}
          aria-label={copy.rowsGrid}
          aria-multiselectable="true"
          aria-rowcount={pages.total + 1}
          aria-colcount={columns.shown.length + (hasScore ? 2 : 1)}
          aria-busy={pages.rowAt(view.firstShown) === undefined}
          className="relative min-w-full outline-none"
          style={{ height: view.heightPx, width: widthPx }}
          {...view.handlers}
        >
          {/* biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: the heads take the focus */}
          <div role="row" aria-rowindex={1} className="sticky top-0 z-20 flex bg-canvas" style={{ height: HEAD_PX }}>
            <HeadCell
              title={copy.fieldTitles.key}
              sort="key"
              widthPx={keyPx}
              isSticky
              onWidth={(px) => columns.setWidth("key", px)}
            />
            {hasScore ? (
              // biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows
              <div
                role="columnheader"
                tabIndex={-1}
                className="flex shrink-0 items-center justify-end border-line border-b px-2.5 font-medium text-ink-mute text-xs"
                style={{ width: SCORE_PX }}
              >
                {copy.score}
              </div>
            ) : null}
            {columns.shown.map((column, i) => (
              <HeadCell
                key={column.id}
                title={column.title}
                sort={column.sort}
                isNumber={column.isNumber}
                widthPx={widths[i] as number}
                onWidth={(px) => columns.setWidth(column.id, px)}
              />
            ))}
          </div>
          {view.positions.map((position) => {
            const row = pages.rowAt(position);
            const startPx = view.startPx(position);
            return row ? (
              <TableLine
                key={row.key}
                row={row}
                position={position}
                startPx={startPx}
                keyPx={keyPx}
                score={hasScore ? rowScore(row, isSimilar, scoredBy) : undefined}
                columns={columns.shown}
                widths={widths.join()}
                words={words}
                isSelected={isSelected(selection, row.key)}
                isTabStop={position === view.tabStop}
              />
            ) : (
              <div
                key={position}
                aria-hidden="true"
                className="absolute inset-x-0 top-0 flex items-center border-line border-b px-2.5"
                style={{ height: LINE_PX, transform: `translateY(${startPx}px)` }}
              >
                <div className="skeleton h-3 w-40 rounded" />
              </div>
            );
          })}
        </div>
      </div>
      <PlacePill isShown={view.isMoving} position={view.firstShown} total={pages.total} />
    </div>
  );
}

interface TableLineProps {
  row: Row;
  position: number;
  startPx: number;
  keyPx: number;
  /** Undefined where there is no column for it. */
  score: number | null | undefined;
  columns: readonly TableColumn[];
  /** Widths of the columns in pixels, as a list, so that equal ones are equal. */
  widths: string;
  words: readonly string[];
  isSelected: boolean;
  isTabStop: boolean;
}

const CELL = "flex h-full shrink-0 items-center px-2.5 outline-offset-[-2px]";

const TableLine = memo(function TableLine({ row, position, columns, words, isSelected, ...line }: TableLineProps) {
  const widths = line.widths.split(",");
  return (
    // biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows
    // biome-ignore lint/a11y/useFocusableInteractive: its first cell takes the focus
    <div
      role="row"
      aria-rowindex={position + 2}
      aria-selected={isSelected}
      className={classNames(
        "group absolute inset-x-0 top-0 flex border-line border-b select-none",
        isSelected ? "bg-accent-wash" : "bg-canvas hover:bg-hover",
      )}
      style={{ height: LINE_PX, transform: `translateY(${line.startPx}px)` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows */}
      <div
        role="gridcell"
        aria-label={row.key}
        data-position={position}
        tabIndex={line.isTabStop ? 0 : -1}
        className={classNames(CELL, "sticky left-0 z-10 gap-2 border-line border-r bg-inherit")}
        style={{ width: line.keyPx }}
      >
        <SelectBox row={row} isSelected={isSelected} />
        <span className="flex size-6 shrink-0 items-center justify-center overflow-hidden rounded-sm text-ink-mute">
          {row.mediaType === "image" ? <Thumbnail row={row} size="160" isTiny /> : <Icon name="text" size={14} />}
        </span>
        <span className="min-w-0 flex-1 truncate">{row.key}</span>
        <StateMark row={row} />
        <button
          type="button"
          tabIndex={-1}
          data-part="open"
          aria-label={copy.openRow(row.key)}
          title={copy.open}
          className="hidden rounded p-1 text-ink-mute hover:bg-sunken hover:text-ink group-hover:block touch:block"
        >
          <Icon name="expand" size={12} />
        </button>
      </div>
      {line.score === undefined ? null : (
        // biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows
        <div
          role="gridcell"
          tabIndex={-1}
          className={classNames(CELL, "justify-end font-medium tabular-nums")}
          style={{ width: SCORE_PX }}
        >
          {line.score === null ? "" : formatScore(line.score)}
        </div>
      )}
      {columns.map((column, i) => {
        const text = column.text(row);
        return (
          // biome-ignore lint/a11y/useSemanticElements: lines of a virtual table are no table rows
          <div
            key={column.id}
            role="gridcell"
            tabIndex={-1}
            title={text}
            className={classNames(CELL, "text-ink-soft", column.isNumber && "justify-end tabular-nums")}
            style={{ width: Number(widths[i]) }}
          >
            <span className="truncate">{column.id === "text" ? <MarkedText text={text} words={words} /> : text}</span>
          </div>
        );
      })}
    </div>
  );
});
