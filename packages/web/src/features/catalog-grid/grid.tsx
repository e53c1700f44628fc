import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import type { RowPages } from "../../catalog/use-row-pages.ts";
import { copy } from "../../copy.ts";
import { GridBlock, useBlockLines } from "./grid-block.tsx";
import { blockOf, closestTile, type GridLayout, layoutGrid, lineOf, linesPx } from "./grid-layout.ts";
import { GRID_GAP_PX } from "./justified.ts";
import { PlacePill } from "./place-pill.tsx";
import type { RowMove } from "./row-moves.ts";
import { scrolledPx } from "./scroll-scale.ts";
import { useElementSize } from "./use-element-size.ts";
import { useKeepPlace } from "./use-keep-place.ts";
import { useRowNavigation } from "./use-row-navigation.ts";
import { useScroll } from "./use-scroll.ts";
import type { ViewHandle } from "./view-handle.ts";

const PADDING_PX = 16;
const TOP_PX = 4;
/** Lines this far from the screen are drawn before they are on it. */
const AHEAD_PX = 500;
/** What is drawn is worked out anew after this much scrolling. */
const STEP_PX = 100;
/** Room under the last line, so that the selection bar, two lines high on a phone, covers no row for good. */
const SELECTION_BAR_PX = 108;

interface GridProps {
  pages: RowPages;
  tilePx: number;
  isFitted: boolean;
  /** Function whose scores are shown on the tiles. */
  scoredBy: string | undefined;
  handle: Ref<ViewHandle>;
}

/** All rows of the result as tiles in justified lines; only those near the screen exist. */
export function Grid({ pages, tilePx, isFitted, scoredBy, handle }: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowsElement = useRef<HTMLDivElement>(null);
  const size = useElementSize(scroller);
  const widthPx = Math.max(1, size.widthPx - PADDING_PX * 2);
  const layout = useMemo(() => layoutGrid(widthPx, tilePx, pages.total), [widthPx, tilePx, pages.total]);
  const linesOf = useBlockLines(layout, pages.rowAt);
  const lastBlock = Math.max(0, blockOf(layout, pages.total - 1));
  const endPx = linesPx(layout, linesOf(lastBlock).lines);
  const contentPx = TOP_PX + lastBlock * layout.blockPx + endPx + SELECTION_BAR_PX;
  const span = useMemo(() => ({ contentPx, viewPx: size.heightPx }), [contentPx, size.heightPx]);
  const scroll = useScroll(scroller, span);
  const rowPx = (position: number): [number, number] => {
    const block = blockOf(layout, position);
    const line = lineOf(linesOf(block).lines, position - block * layout.blockRows);
    const topPx = TOP_PX + block * layout.blockPx + (line?.topPx ?? 0);
    return [topPx, topPx + (line?.heightPx ?? 0) + layout.captionPx];
  };
  const reveal = (position: number): void => {
    const [topPx, bottomPx] = rowPx(position);
    if (topPx < scroll.topPx) scroll.scrollTo(topPx - TOP_PX);
    else if (bottomPx > scroll.topPx + size.heightPx) scroll.scrollTo(bottomPx - size.heightPx + SELECTION_BAR_PX / 2);
  };
  // A line of which only the gap below is on the screen is not shown.
  const firstShown = positionAt(layout, linesOf, scroll.topPx + GRID_GAP_PX);
  const move = (position: number, step: RowMove) =>
    moveInGrid(position, step, { layout, linesOf, viewPx: size.heightPx });
  const { active, setActive, goTo, handlers } = useRowNavigation({ pages, rowsElement, move, reveal });
  useImperativeHandle(handle, () => ({ goTo, firstShown: () => firstShown }));
  useKeepPlace({
    layout,
    query: pages.query,
    isReady: size.heightPx > 0 && pages.total > 0,
    firstShown,
    setActive,
    show: (position) => scroll.scrollTo(rowPx(position)[0] - TOP_PX),
  });

  const fromPx = Math.floor((scroll.topPx - AHEAD_PX) / STEP_PX) * STEP_PX;
  const toPx = fromPx + size.heightPx + 2 * AHEAD_PX + STEP_PX;
  const [low, high] = [
    Math.max(0, Math.floor(fromPx / layout.blockPx)),
    Math.min(lastBlock, Math.floor(toPx / layout.blockPx)),
  ];
  const { show } = pages;
  const [firstNear, lastNear] = [positionAt(layout, linesOf, Math.max(0, fromPx)), positionAt(layout, linesOf, toPx)];
  useEffect(() => show(firstNear, lastNear), [show, firstNear, lastNear]);
  const basePx = scroll.scrollTop - scroll.topPx + TOP_PX;
  const isShown = active >= low * layout.blockRows && active < (high + 1) * layout.blockRows;
  return (
    <div className="relative flex min-h-0 flex-1">
      <div ref={scroller} className="min-h-0 flex-1 overflow-y-scroll" style={{ padding: `0 ${PADDING_PX}px` }}>
        {/* biome-ignore lint/a11y/useSemanticElements: a grid of pictures is no table */}
        <div
          ref={rowsElement}
          role="grid"
          tabIndex={-1}
          aria-label={copy.rowsGrid}
          aria-multiselectable="true"
          aria-rowcount={-1}
          aria-busy={linesOf(low).rows === null}
          className="relative overflow-y-clip outline-none"
          style={{ height: scrolledPx(span) }}
          {...handlers}
        >
          {size.widthPx === 0
            ? null
            : Array.from({ length: high - low + 1 }, (_, i) => low + i).map((block) => (
                <GridBlock
                  key={block}
                  block={block}
                  layout={layout}
                  lines={linesOf(block)}
                  offsetPx={basePx + block * layout.blockPx}
                  fromPx={fromPx - block * layout.blockPx}
                  toPx={toPx - block * layout.blockPx}
                  isFitted={isFitted}
                  scoredBy={scoredBy}
                  tabStop={isShown ? active : firstShown}
                />
              ))}
        </div>
      </div>
      <PlacePill isShown={scroll.isMoving} position={firstShown} total={pages.total} />
    </div>
  );
}

type LinesOf = ReturnType<typeof useBlockLines>;

/** The first row of the line at a pixel of the content. */
function positionAt(layout: GridLayout, linesOf: LinesOf, px: number): number {
  const block = Math.max(0, Math.min(blockOf(layout, layout.rowCount - 1), Math.floor(px / layout.blockPx)));
  const line = linesOf(block).lines.findLast((one) => one.topPx <= px - block * layout.blockPx);
  return block * layout.blockRows + (line?.start ?? 0);
}

interface GridGeometry {
  layout: GridLayout;
  linesOf: LinesOf;
  viewPx: number;
}

function moveInGrid(position: number, move: RowMove, grid: GridGeometry): number {
  const last = grid.layout.rowCount - 1;
  if (move === "start") return 0;
  if (move === "end") return last;
  if (move === "left" || move === "right") return Math.max(0, Math.min(last, position + (move === "left" ? -1 : 1)));
  const isUp = move === "up" || move === "page-up";
  let at = position;
  for (let movedPx = 0; ; ) {
    const next = acrossLine(at, isUp ? -1 : 1, grid);
    if (next === null) return at;
    at = next.position;
    movedPx += next.heightPx;
    if (move === "up" || move === "down" || movedPx > grid.viewPx * 0.8) return at;
  }
}

/** The nearest tile of the line above or below; null at the ends. */
function acrossLine(position: number, step: -1 | 1, { layout, linesOf }: GridGeometry) {
  const block = blockOf(layout, position);
  const { lines } = linesOf(block);
  const line = lineOf(lines, position - block * layout.blockRows);
  if (!line) return null;
  const index = position - block * layout.blockRows - line.start;
  const inBlock = lines[lines.indexOf(line) + step];
  const otherBlock = block + step;
  if (!inBlock && (otherBlock < 0 || otherBlock > blockOf(layout, layout.rowCount - 1))) return null;
  const target = inBlock ?? linesOf(otherBlock).lines.at(step < 0 ? -1 : 0);
  if (!target) return null;
  const first = (inBlock ? block : otherBlock) * layout.blockRows + target.start;
  return { position: first + closestTile(target, { line, index }), heightPx: target.heightPx };
}
