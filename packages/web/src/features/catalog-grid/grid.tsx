import type { Row } from "@pomona/contract/rows";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { rowScore } from "../../catalog/row-title.ts";
import { isSelected, keysBetween, toggleRow, withRows } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { GRID_GAP_PX, layoutGrid, thumbnailFor } from "./grid-layout.ts";
import { Tile } from "./tile.tsx";
import { useElementWidth } from "./use-element-width.ts";
import { handleGridKey } from "./use-grid-keys.ts";
import { type useGridPages, useLoadTo } from "./use-grid-pages.ts";

const PADDING_PX = 16;
const OVERSCAN_LINES = 3;

interface GridProps {
  pages: ReturnType<typeof useGridPages>;
  tilePx: number;
  isFitted: boolean;
  /** Function whose scores are shown on the tiles. */
  scoredBy: string | undefined;
}

/** All rows of the result as tiles; only those near the screen exist. */
export function Grid({ pages, tilePx, isFitted, scoredBy }: GridProps) {
  const { query, selection, setSelection, patchSearch, isSimilar } = useCatalog();
  const { rows, total } = pages;
  const scroller = useRef<HTMLDivElement>(null);
  const width = useElementWidth(scroller) - PADDING_PX * 2;
  const layout = useMemo(() => layoutGrid(Math.max(1, width), tilePx, total), [width, tilePx, total]);
  const thumbnail = thumbnailFor(layout.tilePx, window.devicePixelRatio);
  const [active, setActive] = useState(0);
  const rangeStart = useRef<string | null>(null);
  const lines = useVirtualizer({
    count: width > 0 ? layout.lineCount : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => layout.linePx,
    overscan: OVERSCAN_LINES,
    paddingStart: 4,
    paddingEnd: 72,
  });
  useKeepPlace(lines, layout, scroller);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another result starts at its top
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setActive(0);
    rangeStart.current = null;
  }, [query]);
  const shown = lines.getVirtualItems();
  useLoadTo(((shown.at(-1)?.index ?? 0) + 1) * layout.columns, pages);

  const open = useCallback((row: Row) => patchSearch({ row: row.key }), [patchSearch]);
  const goTo = (index: number): void => {
    setActive(index);
    lines.scrollToIndex(Math.floor(index / layout.columns));
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const press = (event: MouseEvent): void => {
    const { row, index, part } = pressedTile(event, rows);
    if (!row) return;
    setActive(index);
    if (part === "open") return open(row);
    if (event.shiftKey && rangeStart.current) {
      const isOn = isSelected(selection, rangeStart.current);
      setSelection(
        withRows(
          selection,
          keysBetween(
            rows.map((one) => one.key),
            rangeStart.current,
            row.key,
          ),
          isOn,
        ),
      );
    } else setSelection(toggleRow(selection, row.key));
    rangeStart.current = row.key;
  };
  const activeShown = shown.some((line) => line.index === Math.floor(active / layout.columns))
    ? active
    : (shown[0]?.index ?? 0) * layout.columns;

  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto outline-none"
      style={{ padding: `0 ${PADDING_PX}px` }}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the tiles take the focus, one at a time */}
      <div
        role="grid"
        aria-label={copy.rowsGrid}
        aria-multiselectable="true"
        aria-rowcount={layout.lineCount}
        aria-colcount={layout.columns}
        className="relative"
        style={{ height: lines.getTotalSize() }}
        onClick={press}
        onDoubleClick={(event) => {
          const { row, part } = pressedTile(event, rows);
          if (row && part === null) open(row);
        }}
        onKeyDown={(event) => {
          const linesPerPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / layout.linePx));
          if (
            handleGridKey(event, {
              rows,
              active: activeShown,
              columns: layout.columns,
              linesPerPage,
              selection,
              setSelection,
              goTo,
              open,
            })
          )
            event.preventDefault();
        }}
      >
        {shown.map((line) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the tiles take the focus
          <div
            key={line.key}
            role="row"
            aria-rowindex={line.index + 1}
            className="absolute left-0 flex"
            style={{ top: 0, gap: GRID_GAP_PX, transform: `translateY(${line.start}px)` }}
          >
            {indexesOf(line.index, layout.columns, total).map((index) => {
              const row = rows[index];
              return (
                <Tile
                  key={row?.key ?? index}
                  row={row}
                  index={index}
                  layout={layout}
                  thumbnail={thumbnail}
                  isFitted={isFitted}
                  isSelected={row !== undefined && isSelected(selection, row.key)}
                  isTabStop={index === activeShown}
                  score={row ? rowScore(row, isSimilar, scoredBy) : null}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

const indexesOf = (line: number, columns: number, total: number): number[] =>
  Array.from(
    { length: Math.max(0, Math.min(columns, total - line * columns)) },
    (_, column) => line * columns + column,
  );

function pressedTile(
  event: MouseEvent,
  rows: readonly Row[],
): { row: Row | undefined; index: number; part: string | null } {
  const target = event.target as HTMLElement;
  const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset["index"] ?? -1);
  return { row: rows[index], index, part: target.closest<HTMLElement>("[data-part]")?.dataset["part"] ?? null };
}

/** Keeps the same rows on the screen when tiles get another size. */
function useKeepPlace(
  lines: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>,
  layout: { linePx: number; columns: number },
  scroller: { current: HTMLDivElement | null },
): void {
  const before = useRef(layout);
  useLayoutEffect(() => {
    const { linePx, columns } = before.current;
    before.current = layout;
    if (linePx === layout.linePx && columns === layout.columns) return;
    const first = Math.floor((scroller.current?.scrollTop ?? 0) / linePx) * columns;
    lines.measure();
    if (scroller.current && first > 0) scroller.current.scrollTop = Math.floor(first / layout.columns) * layout.linePx;
  }, [layout, lines, scroller]);
}
