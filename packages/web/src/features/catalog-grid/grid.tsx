import type { Row } from "@pomona/contract/rows";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { handleGridKey } from "./grid-keys.ts";
import { layoutGrid } from "./grid-layout.ts";
import { GridLine } from "./grid-line.tsx";
import { SkeletonTiles } from "./skeleton-tiles.tsx";
import { useElementWidth } from "./use-element-width.ts";
import { type useGridPages, useLoadTo } from "./use-grid-pages.ts";
import { usePress } from "./use-press.ts";

const PADDING_PX = 16;
const OVERSCAN_LINES = 3;
/** Room under the last line, so that the selection bar, two lines high on a phone, covers no row for good. */
const SELECTION_BAR_PX = 108;

interface GridProps {
  pages: ReturnType<typeof useGridPages>;
  tilePx: number;
  isFitted: boolean;
  /** Function whose scores are shown on the tiles. */
  scoredBy: string | undefined;
}

/** All rows of the result as tiles; only those near the screen exist. */
export function Grid({ pages, tilePx, isFitted, scoredBy }: GridProps) {
  const { selection, setSelection, patchSearch, query } = useCatalog();
  const { rows, total } = pages;
  const scroller = useRef<HTMLDivElement>(null);
  const width = useElementWidth(scroller) - PADDING_PX * 2;
  const layout = useMemo(() => layoutGrid(Math.max(1, width), tilePx, total), [width, tilePx, total]);
  const lines = useVirtualizer({
    count: width > 0 ? layout.lineCount : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => layout.linePx,
    overscan: OVERSCAN_LINES,
    useFlushSync: false,
    paddingStart: 4,
    paddingEnd: SELECTION_BAR_PX,
  });
  const [active, setActive] = useActiveTile(scroller);
  useKeepPlace(lines, layout, scroller);
  const shown = lines.getVirtualItems();
  useLoadTo(((shown.at(-1)?.index ?? 0) + 1) * layout.columns, pages);

  const open = useCallback((row: Row) => patchSearch({ row: row.key }), [patchSearch]);
  const goTo = (index: number): void => {
    setActive(index);
    lines.scrollToIndex(Math.floor(index / layout.columns));
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const press = usePress(rows, setActive, open);
  const isActiveShown = shown.some((line) => line.index === Math.floor(active / layout.columns));
  const tabStop = isActiveShown ? active : (shown[0]?.index ?? 0) * layout.columns;
  const onKeyDown = (event: KeyboardEvent): void => {
    const linesPerPage = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / layout.linePx));
    const { columns } = layout;
    const keys = { rows, query, active: tabStop, columns, linesPerPage, selection, setSelection, goTo, open };
    if (handleGridKey(event, keys)) event.preventDefault();
  };
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto" style={{ padding: `0 ${PADDING_PX}px` }}>
      {pages.isPending && width > 0 ? <SkeletonTiles layout={layout} /> : null}
      {/* biome-ignore lint/a11y/useSemanticElements: a grid of pictures is no table */}
      <div
        role="grid"
        tabIndex={-1}
        aria-label={copy.rowsGrid}
        aria-multiselectable="true"
        aria-rowcount={layout.lineCount}
        aria-colcount={layout.columns}
        className="relative outline-none"
        style={{ height: lines.getTotalSize() }}
        onClick={press.click}
        onDoubleClick={press.doubleClick}
        onKeyDown={onKeyDown}
      >
        {shown.map((line) => (
          <GridLine
            key={line.key}
            line={line.index}
            startPx={line.start}
            layout={layout}
            rows={rows}
            total={total}
            isFitted={isFitted}
            scoredBy={scoredBy}
            tabStop={tabStop}
          />
        ))}
      </div>
    </div>
  );
}

/** The tile that takes the focus; the first one whenever another result is shown, which also starts at its top. */
function useActiveTile(scroller: RefObject<HTMLDivElement | null>) {
  const { query } = useCatalog();
  const [active, setActive] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another result starts at its top
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setActive(0);
  }, [query]);
  return [active, setActive] as const;
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
