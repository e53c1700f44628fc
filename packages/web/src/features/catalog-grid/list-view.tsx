import type { Row } from "@pomona/contract/rows";
import { memo, type Ref } from "react";
import { MarkedText } from "../../catalog/marked-text.tsx";
import { cardText, rowName, rowScore } from "../../catalog/row-title.ts";
import { isSelected } from "../../catalog/selection.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import type { RowPages } from "../../catalog/use-row-pages.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatScore } from "../../ui/format.ts";
import { PlacePill } from "./place-pill.tsx";
import { SelectBox } from "./select-box.tsx";
import { StateMark } from "./state-mark.tsx";
import { useLineView } from "./use-line-view.ts";
import type { ViewHandle } from "./view-handle.ts";

const LINE_PX = 92;

interface ListViewProps {
  pages: RowPages;
  scoredBy: string | undefined;
  handle: Ref<ViewHandle>;
}

/** Rows one below the other, with room to read what a text says. */
export function ListView({ pages, scoredBy, handle }: ListViewProps) {
  const view = useLineView({ pages, linePx: LINE_PX, headPx: 0, handle });
  const { selection, isSimilar, words } = useCatalog();
  return (
    <div className="relative flex min-h-0 flex-1">
      <div ref={view.scroller} className="min-h-0 flex-1 overflow-y-scroll px-4">
        {/* biome-ignore lint/a11y/useSemanticElements: a list with a selection is no table */}
        <div
          ref={view.rowsElement}
          role="grid"
          tabIndex={-1}
          aria-label={copy.rowsGrid}
          aria-multiselectable="true"
          aria-rowcount={pages.total}
          aria-busy={pages.rowAt(view.firstShown) === undefined}
          className="relative mx-auto max-w-5xl overflow-y-clip outline-none"
          style={{ height: view.heightPx }}
          {...view.handlers}
        >
          {view.positions.map((position) => {
            const row = pages.rowAt(position);
            const startPx = view.startPx(position);
            return row ? (
              <ListLine
                key={row.key}
                row={row}
                position={position}
                startPx={startPx}
                words={words}
                isSelected={isSelected(selection, row.key)}
                isTabStop={position === view.tabStop}
                score={rowScore(row, isSimilar, scoredBy)}
              />
            ) : (
              <div
                key={position}
                aria-hidden="true"
                className="absolute inset-x-0 top-0 flex gap-3 py-1.5"
                style={{ height: LINE_PX, transform: `translateY(${startPx}px)` }}
              >
                <div className="skeleton size-20 rounded-md" />
                <div className="skeleton h-20 flex-1 rounded-md" />
              </div>
            );
          })}
        </div>
      </div>
      <PlacePill isShown={view.isMoving} position={view.firstShown} total={pages.total} />
    </div>
  );
}

interface ListLineProps {
  row: Row;
  position: number;
  startPx: number;
  words: readonly string[];
  isSelected: boolean;
  isTabStop: boolean;
  score: number | null;
}

const ListLine = memo(function ListLine({
  row,
  position,
  startPx,
  words,
  isSelected,
  isTabStop,
  score,
}: ListLineProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a list with a selection is no table
    // biome-ignore lint/a11y/useFocusableInteractive: its cell takes the focus
    <div
      role="row"
      aria-rowindex={position + 1}
      className="absolute inset-x-0 top-0 border-line border-b py-1.5"
      style={{ height: LINE_PX, transform: `translateY(${startPx}px)` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a list with a selection is no table */}
      <div
        role="gridcell"
        aria-label={rowName(row)}
        aria-selected={isSelected}
        aria-description={score === null ? undefined : copy.scoreIs(formatScore(score))}
        data-position={position}
        tabIndex={isTabStop ? 0 : -1}
        className={classNames(
          "group flex h-full items-stretch gap-3 rounded-md px-2 outline-offset-[-2px] select-none",
          isSelected ? "bg-accent-wash" : "hover:bg-hover",
        )}
      >
        <span className="self-center">
          <SelectBox row={row} isSelected={isSelected} />
        </span>
        {row.mediaType === "image" ? (
          <span className="my-auto block size-[70px] shrink-0 overflow-hidden rounded border border-line">
            <Thumbnail row={row} size={window.devicePixelRatio > 1.2 ? "320" : "160"} isTiny />
          </span>
        ) : null}
        <div className="flex min-w-0 flex-1 flex-col justify-center">
          <p className="m-0 flex items-center gap-2 text-ink-mute text-xs">
            <span className="truncate">{row.key}</span>
            <StateMark row={row} />
          </p>
          {row.mediaType === "text" ? (
            <p className="m-0 line-clamp-2 text-ink text-sm break-words">
              <MarkedText text={cardText(row)} words={words} />
            </p>
          ) : null}
          <p className="m-0 truncate text-ink-soft text-xs">{[...row.labels, ...row.tags].join(", ")}</p>
        </div>
        {score === null ? null : (
          <span className="self-center font-medium text-ink-soft tabular-nums">{formatScore(score)}</span>
        )}
        <button
          type="button"
          tabIndex={-1}
          data-part="open"
          aria-label={copy.openRow(row.key)}
          className="my-auto rounded-md px-2 py-1 text-ink-mute text-xs opacity-0 hover:bg-sunken hover:text-ink group-hover:opacity-100 group-focus-visible:opacity-100 touch:opacity-100"
        >
          {copy.open}
        </button>
      </div>
    </div>
  );
});
